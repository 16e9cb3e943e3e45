/** What a script does to the rules of a style sheet, as `format/src/sheet.rs` has it. */

/** What an edit does. */
export const enum Kind {
  INSERT = 1,
  DELETE = 2,
  DECLARE = 3,
  SELECT = 4,
  MEDIA = 5,
  REPLACE = 6,
  DISABLE = 7,
}

/** One edit of a sheet. */
export interface Edit {
  path: number[];
  kind: Kind;
  index: number;
  text: string | null;
}
