declare const kind: unique symbol;

/** `note` is a sentence about the steps beside it, and asks for nothing. */
export type StepKind = 'az' | 'kubectl' | 'profile' | 'decision' | 'note';

export type StepOf<K extends StepKind> = string & { readonly [kind]: K };

/**
 * One thing that a person does: a command, a line of the profile, or a decision. It is printed as
 * it is; commands are quoted for a POSIX shell. Only `shared/steps/` makes steps, so that every
 * command that is printed has passed the builder.
 */
export type Step = { readonly [K in StepKind]: StepOf<K> }[StepKind];
