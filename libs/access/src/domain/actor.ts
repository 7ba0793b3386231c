/** Who acts: a person by user name, or a part of the system (`system:sweeper`). Never a resident. */
export interface Actor {
  readonly user: string;
}

const USER = /^[A-Za-z][A-Za-z0-9._@-]{0,63}$/;

/** Whether a text can be a user name. */
export function isUserName(text: string): boolean {
  return USER.test(text);
}

/** A part of the system that acts on its own. */
export function systemActor(part: string): Actor {
  return { user: `system:${part}` };
}
