/** Of the language's newer part; an engine may lack it. */
declare var Iterator: (Function & { from(iterator: object): object; concat?: unknown }) | undefined;
