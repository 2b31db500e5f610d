/** A command that was handed to a cluster: running, over, or refused by the cluster. */
export interface CommandResult {
  /** Its ARM id; the answer shows the last word only. */
  readonly id: string;
  readonly commandId: string;
  readonly outcome: CommandEnd | undefined;
}

export type CommandEnd =
  | {
      readonly kind: 'ran';
      readonly exitCode: number;
      readonly startedAt: string;
      readonly finishedAt: string;
      readonly logs: string;
    }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'notStarted' };
