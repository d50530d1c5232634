//! The tables that `matrix.rs` reads: changes by who asks, and fields by class.

/// Who asks. `author` wrote what is to be changed, `other` wrote beside it. The
/// last five are API tokens of an administrator who is the author, one scope each.
pub const COLUMNS: [&str; 13] =
    ["nobody", "member", "author", "other", "suspended", "editor", "moderator", "admin", "READ", "WRITE_DISCUSSION", "WRITE_VOTES", "WRITE_ESSAYS", "MODERATE"];

/// `+` it is done, `U` UNAUTHENTICATED, `F` FORBIDDEN, `S` SUSPENDED, `N` NOT_FOUND: it is not theirs to know of.
pub const CHANGES: &str = "
                     nobody member author other suspended editor moderator admin  READ DISCUSSION VOTES ESSAYS MODERATE
signUp               +      +      +      +     +         +      +         +      F    F          F     F      F
signIn               +      +      +      +     +         +      +         +      F    F          F     F      F
refreshSession       +      +      +      +     +         +      +         +      F    F          F     F      F
signOut              +      +      +      +     +         +      +         +      F    F          F     F      F
changePassword       U      +      +      +     +         +      +         +      F    F          F     F      F
createApiToken       U      +      +      +     +         +      +         +      F    F          F     F      F
revokeApiToken       U      N      +      N     N         N      N         N      F    F          F     F      F
publishEdition       U      F      F      F     S         +      F         +      F    F          F     +      F
startThread          U      +      +      +     S         +      +         +      F    +          F     F      F
editThread           U      F      +      F     S         F      F         F      F    +          F     F      F
postReply            U      +      +      +     S         +      +         +      F    +          F     F      F
editReply            U      F      +      F     S         F      F         F      F    +          F     F      F
deletePost           U      F      +      F     S         F      F         F      F    +          F     F      F
createProposal       U      +      +      +     S         +      +         +      F    +          F     F      F
editProposal         U      F      +      F     S         F      F         F      F    +          F     F      F
withdrawProposal     U      F      +      F     S         F      F         F      F    +          F     F      F
decideProposal       U      F      F      F     S         F      +         +      F    F          F     F      +
castVote             U      +      +      +     S         +      +         +      F    F          +     F      F
withdrawVote         U      +      +      +     S         +      +         +      F    F          +     F      F
reaffirmVote         U      N      +      N     S         N      N         N      F    F          +     F      F
markReasonFair       U      +      +      +     S         +      +         +      F    F          +     F      F
removeReason         U      F      F      F     S         F      +         +      F    F          F     F      +
restoreReason        U      F      F      F     S         F      +         +      F    F          F     F      +
declarePerspective   U      +      +      +     +         +      +         +      F    F          F     F      F
reportPost           U      +      F      +     S         +      +         +      F    +          F     F      F
reportText           U      +      F      +     S         +      +         +      F    +          F     F      F
resolveReport        U      F      F      F     S         F      +         +      F    F          F     F      +
resolveReports       U      F      F      F     S         F      +         +      F    F          F     F      +
claimReport          U      F      F      F     S         F      +         +      F    F          F     F      +
removePost           U      F      F      F     S         F      +         +      F    F          F     F      +
restorePost          U      F      F      F     S         F      +         +      F    F          F     F      +
approvePost          U      F      F      F     S         F      +         +      F    F          F     F      +
lockThread           U      F      F      F     S         F      +         +      F    F          F     F      +
unlockThread         U      F      F      F     S         F      +         +      F    F          F     F      +
setSlowMode          U      F      F      F     S         F      +         +      F    F          F     F      +
moveReply            U      F      F      F     S         F      +         +      F    F          F     F      +
suspendUser          U      F      F      F     S         F      +         +      F    F          F     F      +
warnUser             U      F      F      F     S         F      +         +      F    F          F     F      +
reinstateUser        U      F      F      F     S         F      +         +      F    F          F     F      +
answerAppeal         U      F      F      F     S         F      +         +      F    F          F     F      +
confirmWarning       U      N      N      N     N         N      N         N      F    F          F     F      F
updateSiteSettings   U      F      F      F     F         F      F         +      F    F          F     F      F
premoderateUser      U      F      F      F     S         F      +         +      F    F          F     F      +
judgeRestatement     U      F      +      F     S         F      F         F      F    +          F     F      F
setUserRole          U      F      F      F     F         F      F         +      F    F          F     F      F
setModeratorScope    U      F      F      F     F         F      F         +      F    F          F     F      F
appealDecision       U      N      +      N     N         N      N         N      F    F          F     F      F
correctPostLanguage  U      +      +      +     S         +      +         +      F    +          F     F      F
alignSegments        U      F      F      F     S         +      F         +      F    F          F     +      F
resetAlignment       U      F      F      F     S         +      F         +      F    F          F     +      F
translatePost        U      +      +      +     S         +      +         +      F    +          F     F      F
requestMachineTranslation U F      F      F     S         F      F         F      F    F          F     F      F
withdrawTranslation  U      F      +      F     S         F      F         F      F    +          F     F      F
vouchTranslation     U      F      F      +     S         F      F         F      F    +          F     F      F
markTranslationOfficial U   F      F      F     S         +      F         +      F    F          F     +      F
removeTranslation    U      F      F      F     S         F      +         +      F    F          F     F      +
restoreTranslation   U      F      F      F     S         F      +         +      F    F          F     F      +
pledge               U      +      +      +     S         +      +         +      F    +          F     F      F
updatePledge         U      F      +      F     S         F      F         F      F    +          F     F      F
concludePledge       U      F      +      F     S         F      F         F      F    +          F     F      F
completeProposal     U      F      F      F     S         F      +         +      F    F          F     F      +
setPartnering        U      +      +      +     +         +      +         +      F    F          F     F      F
invitePartner        U      F      +      F     S         F      F         F      F    F          F     F      F
answerInvitation     U      N      +      N     S         N      N         N      F    F          F     F      F
leavePair            U      N      +      N     N         N      N         N      F    F          F     F      F
sendPairMessage      U      N      +      N     S         N      N         N      F    F          F     F      F
draftJointStatement  U      N      +      N     S         N      N         N      F    F          F     F      F
editJointStatement   U      N      +      N     S         N      N         N      F    F          F     F      F
signJointStatement   U      N      +      N     S         N      N         N      F    F          F     F      F
withdrawSignature    U      N      +      N     S         N      N         N      F    F          F     F      F
removeJointStatement U      F      F      F     S         F      +         +      F    F          F     F      +
restoreJointStatement U     F      F      F     S         F      +         +      F    F          F     F      +
removePledge         U      F      F      F     S         F      +         +      F    F          F     F      +
restorePledge        U      F      F      F     S         F      +         +      F    F          F     F      +
";

/// Types and their fields by class.
/// PUBLIC: the same for everybody. VIEWER: tells the asker about themselves.
/// OWNER: null or absent for everybody but its owner. SECRET: the same, and no API token sees it.
/// STAFF: the same for who it is about, and open to moderators; tests/it/moderation.rs tries it.
/// ADMIN: the same for who it is about, and open to administrators; tests/it/moderator_scope.rs tries it.
/// EDITORS: the same for who it is about, and open to editors and moderators.
/// CHANGE: in the answer to a change, for whoever made it. ROOT: leads to what has a class of its own.
pub const FIELDS: &str = "
ROOT    Query: essay essays node nodes proposal proposals thread threads user viewer moderationLog
ROOT    Query: rateLimit siteSettings testRules moderationStats appeals moderationQueue suggestPartners requestsToClarify verifyModerationLog search
PUBLIC  Node: id
PUBLIC  PageInfo: endCursor hasNextPage hasPreviousPage startCursor
PUBLIC  AppealConnection EssayConnection ModerationActionConnection PledgeConnection ProposalConnection ReplyConnection ReportConnection ThreadConnection TranslationVouchConnection: edges nodes pageInfo totalCount
PUBLIC  AppealEdge EssayEdge ModerationActionEdge PledgeEdge ProposalEdge ReplyEdge ReportEdge ThreadEdge TranslationVouchEdge: cursor node
PUBLIC  SearchConnection: counts edges isCapped nodes pageInfo totalCount
PUBLIC  SearchEdge: cursor node
PUBLIC  SearchHit: fragments kind language score subject titleHtml
PUBLIC  SearchCount: count isCapped kind
PUBLIC  Essay: createdAt edition editions id lastActivityAt originCountry originalLanguage proposals publishedAt slug threads title
PUBLIC  Edition: anchorsPending body bodyHtml credits essay id language plainText publishedAt revisedAt revision segments sourceUrl title
PUBLIC  Segment: counterpart end ordinal paragraph start text threadCount
PUBLIC  Anchor: edition end isPending quote score start state text
PUBLIC  Quote: exact language prefix revision suffix
PUBLIC  Credit: name role user
PUBLIC  Post: author body bodyHtml createdAt editedAt id isRemoved language revision status detectedLanguage languageConfidence
PUBLIC  Thread: anchor author body bodyHtml createdAt editedAt essay id isLocked isRemoved language lastActivityAt replies replyCount revision title status differRequiresRestatement slowModeSeconds detectedLanguage languageConfidence
PUBLIC  Reply: author body bodyHtml createdAt depth editedAt id isRemoved language parent replies revision thread status kind parentRevision restatement detectedLanguage languageConfidence
PUBLIC  Proposal: author body bodyHtml closesAt createdAt decidedAt decisionStatement editedAt essay id isRemoved language revision state tally thread title status detectedLanguage languageConfidence pledges pledgeCounts completedAt completionStatement
PUBLIC  Pledge: concludedAt createdAt hoursPerMonth id language languages pledger proposal revision status updates visibility what
PUBLIC  JointStatement: body bodyHtml createdAt editedAt id language proposal publishedAt revision signatures status title visibility
PUBLIC  JointSignature: revision signedAt user
PUBLIC  Thread Proposal: jointStatements
PUBLIC  PledgeUpdate: createdAt note
PUBLIC  PledgeCounts: kept lapsed open
PUBLIC  Post Thread Reply Proposal: text translations
PUBLIC  PostText: body bodyHtml language title translation
PUBLIC  Translation: body bodyHtml createdAt editedAt id isStale language post postRevision revision source status title translator visibility vouchCounts vouches
VIEWER  Translation: viewerCanVouch
EDITORS Translation: signals
EDITORS TranslationSignal: kind otherLanguage otherTranslation otherVoters raisedAt voters z
PUBLIC  TranslationVouchCounts: faithful meaningChanged toneOff
PUBLIC  TranslationVouch: createdAt note revision user verdict
VIEWER  Post Thread Reply Proposal: viewerCanEdit
VIEWER  RateLimit: cost limit remaining resetAt
VIEWER  Thread: viewerCanReply
VIEWER  Proposal: viewerCanVote
OWNER   Proposal: viewerVote
PUBLIC  Tally: agree disagree pass total
PUBLIC  Essay: opinionMap
PUBLIC  Proposal: support
PUBLIC  Support: abroad bridging byCountry groupInformedConsensus groups home state wilsonLowerBound
PUBLIC  CountrySupport: country tally
PUBLIC  OpinionGroupSupport: group size tally
PUBLIC  OpinionMap: computedAt groups inputsSha256 points svgUrl voters
PUBLIC  OpinionGroup: group representative size
PUBLIC  OpinionPoint: group voters x y
VIEWER  Proposal: viewerVoteIsStale
OWNER   Vote: castAt fairCount id isNamed isStale proposal proposalRevision reason reasonStatus seenLanguage seenTranslation stance viewerMarkedFair voter
PUBLIC  Proposal: isTallyHidden outcome quorum reasonRule thresholdPercent votes
PUBLIC  VoteConnection: edges nodes pageInfo totalCount
PUBLIC  VoteEdge: cursor node
PUBLIC  User: pledgeCounts displayName handle id joinedAt role understoodRate
PUBLIC  Restatement: createdAt id judge judgedAt note of ofRevision text verdict
VIEWER  Restatement: viewerCanJudge
SECRET  User: invitations isPartnering pairs
SECRET  SuggestedPartner: agreedAtLeast differedAtLeast sharedLanguages user
SECRET  Invitation: answeredAt createdAt from id message proposal status to
SECRET  Pair: jointStatements createdAt endedAt id messages partner proposal
SECRET  PairMessageConnection: edges nodes pageInfo totalCount
SECRET  PairMessageEdge: cursor node
SECRET  PairMessage: author body bodyHtml createdAt
SECRET  User: apiTokens email country isCountryPublic languages openWarningId staleVotes trust
SECRET  Trust: computedAt level limits next
SECRET  NextTrustLevel: level needs
SECRET  TrustNeed: have isMet kind need
SECRET  TrustLimits: links postsPerHour reportsPerDay
STAFF   User: suspendedUntil
ADMIN   User: moderatorScope
ADMIN   ModeratorScope: essayIds languages
STAFF   Report: claimedBy createdAt details id jointStatement language pledge post priority reason reporter resolvedAt revision status translation voteReason
STAFF   VoteReason: status text vote
STAFF   Appeal: action answer author createdAt decidedAt id reviewer status text
STAFF   ModerationAction: appeal explanation moderator
PUBLIC  ModerationAction: createdAt hash id isOverturned kind language reason reasonText revision seq subject
VIEWER  ModerationAction: viewerCanAppeal
STAFF   ModerationLogVerification: checked firstBreak isIntact
SECRET  ApiToken: createdAt essays expiresAt hint id lastUsedAt name revokedAt scopes
CHANGE  Session: accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt
CHANGE  SignInPayload SignUpPayload: session user
CHANGE  ChangePasswordPayload RefreshSessionPayload: session
CHANGE  SignOutPayload: signedOut
CHANGE  CreateApiTokenPayload: apiToken secret
CHANGE  RevokeApiTokenPayload: apiToken
CHANGE  PublishEditionPayload: edition essay
CHANGE  AlignSegmentsPayload ResetAlignmentPayload: edition
CHANGE  StartThreadPayload EditThreadPayload: thread
CHANGE  PostReplyPayload EditReplyPayload: reply
CHANGE  DeletePostPayload: post
CHANGE  CreateProposalPayload EditProposalPayload WithdrawProposalPayload DecideProposalPayload WithdrawVotePayload: proposal
CHANGE  CastVotePayload ReaffirmVotePayload: proposal vote
CHANGE  MarkReasonFairPayload: vote
CHANGE  RemoveReasonPayload RestoreReasonPayload: action vote
CHANGE  RemovePostPayload RestorePostPayload ApprovePostPayload: action post
CHANGE  LockThreadPayload UnlockThreadPayload SetSlowModePayload: action thread
CHANGE  SuspendUserPayload WarnUserPayload ReinstateUserPayload SetUserRolePayload SetModeratorScopePayload: action user
CHANGE  MoveReplyPayload: action reply
CHANGE  ConfirmWarningPayload: user
CHANGE  DeclarePerspectivePayload: viewer
CHANGE  ReportPostPayload ReportTextPayload ResolveReportPayload ClaimReportPayload: report
CHANGE  ResolveReportsPayload: problems reports
CHANGE  AppealDecisionPayload AnswerAppealPayload: appeal
CHANGE  UpdateSiteSettingsPayload: settings
CHANGE  JudgeRestatementPayload: restatement
STAFF   CivilityFinding: end part rule severity start suggestion
STAFF   ModerationStats: fates medianSecondsToDecide
STAFF   ModerationFate: decisions language overturned reason
STAFF   RuleTest: findings outcome outcomeIfInsisting
STAFF   SiteSettings: civility premoderatedEssays isPremoderated trust
STAFF   Post Thread Reply Proposal: findings
CHANGE  PremoderateUserPayload: action user
CHANGE  CorrectPostLanguagePayload: agreeing isApplied post
CHANGE  TranslatePostPayload: post translation
CHANGE  WithdrawTranslationPayload: post
CHANGE  RequestMachineTranslationPayload: post translation
CHANGE  VouchTranslationPayload MarkTranslationOfficialPayload: translation
CHANGE  PledgePayload ConcludePledgePayload: pledge proposal
CHANGE  SetPartneringPayload: viewer
CHANGE  InvitePartnerPayload: invitation
CHANGE  AnswerInvitationPayload: invitation pair
CHANGE  SendPairMessagePayload: message pair
CHANGE  LeavePairPayload: pair
CHANGE  DraftJointStatementPayload EditJointStatementPayload SignJointStatementPayload WithdrawSignaturePayload: statement
CHANGE  RemoveJointStatementPayload RestoreJointStatementPayload: action statement
CHANGE  UpdatePledgePayload: pledge
CHANGE  CompleteProposalPayload: proposal
CHANGE  RemovePledgePayload RestorePledgePayload: action pledge
CHANGE  RemoveTranslationPayload RestoreTranslationPayload: action translation
";
