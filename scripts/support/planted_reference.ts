export const plantedText = (x: unknown[]) => String(x.length);
export const plantedReference = (...x: unknown[]) => String(x.length);
