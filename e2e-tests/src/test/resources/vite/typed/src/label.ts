export const label: string = "first";
