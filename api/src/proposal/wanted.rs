//! What the fields of `Proposal` are made from.

use async_graphql::SelectionField;

use crate::{
    columns,
    graphql::selection::inside,
    post::wanted::of_common,
    row::{Columns, Wanted},
};

/// Notes what a selection of a proposal needs.
pub fn of_proposal(selection: &SelectionField<'_>, wanted: &mut Wanted) {
    // Whether a post is shown, and to whom, decides about all that is in it.
    wanted.row.add(columns!(proposal: Status, AuthorId));
    for field in selection.selection_set() {
        if of_common(&field, wanted) {
            continue;
        }
        let columns = match field.name() {
            "id" | "__typename" | "isRemoved" | "status" | "pledges" | "jointStatements" => Columns::KEY,
            "thread" => columns!(proposal: ThreadId),
            "title" => columns!(proposal: Title),
            "language" => columns!(proposal: Language),
            "detectedLanguage" => columns!(proposal: DetectedLanguage),
            "languageConfidence" => columns!(proposal: LanguageConfidence),
            "text" => columns!(proposal: Title, Language, Revision),
            "translations" => columns!(proposal: Language, Revision),
            "createdAt" => columns!(proposal: CreatedAt),
            "editedAt" => columns!(proposal: EditedAt),
            "revision" | "findings" => columns!(proposal: Revision),
            "state" | "viewerCanVote" => columns!(proposal: State),
            "tally" => columns!(proposal: AgreeCount, DisagreeCount, PassCount, HidesTally, State),
            "support" => columns!(proposal: Support, Agreement, AgreeCount, DisagreeCount, PassCount, HidesTally, State),
            "isTallyHidden" => columns!(proposal: HidesTally, State),
            "reasonRule" => columns!(proposal: ReasonRule),
            "quorum" => columns!(proposal: Quorum),
            "thresholdPercent" => columns!(proposal: ThresholdPercent),
            "outcome" => columns!(proposal: AgreeCount, DisagreeCount, PassCount, State, Quorum, ThresholdPercent, Outcome),
            "viewerVoteIsStale" => columns!(proposal: WordingRevision),
            "closesAt" => columns!(proposal: ClosesAt),
            "decidedAt" => columns!(proposal: DecidedAt),
            "decisionStatement" => columns!(proposal: DecisionStatement),
            "pledgeCounts" => columns!(proposal: PledgesOpen, PledgesKept, PledgesLapsed),
            "completedAt" => columns!(proposal: CompletedAt),
            "completionStatement" => columns!(proposal: CompletionStatement),
            "viewerCanEdit" => columns!(proposal: AuthorId, State),
            "viewerVote" => {
                // A vote hands its proposal on.
                for proposal in inside(&field, "proposal") {
                    of_proposal(&proposal, wanted);
                }
                Columns::KEY
            }
            _ => Columns::ALL,
        };
        wanted.row.add(columns);
    }
}
