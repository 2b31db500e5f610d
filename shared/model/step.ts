declare const kind: unique symbol;

/**
 * One thing that a person does: a command, a line of the profile, or a decision. It is printed as it is; commands are quoted for bash.
 * Only `shared/steps/` makes steps, so that every command that is printed has passed the builder.
 */
export type Step = string & { readonly [kind]: 'Step' };
