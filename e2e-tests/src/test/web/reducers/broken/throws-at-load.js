throw new Error("the module fell over");
