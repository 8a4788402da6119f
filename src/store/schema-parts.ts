/** Pieces that all schemas are made of. */
export const text = { type: String, required: true } as const;
export const when = { type: Date, required: true } as const;
export const sealed = { type: Buffer, required: true } as const;
export const id = { _id: text } as const;
/** Nothing is written that the schema does not know; indexes are made once, by `prepare`. */
export const options = { strict: 'throw', versionKey: false, minimize: false, autoIndex: false, id: false } as const;
