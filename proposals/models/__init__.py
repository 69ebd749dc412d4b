"""The data of WHAT: one module per idea."""

from proposals.models.discussion import Answer, Comment, LiveAnchors, Place, Thread
from proposals.models.endorsements import Endorsement, EndorsementKind
from proposals.models.history import Restoration, SummedUp, Visit, WritingSession
from proposals.models.proposals import CoAuthor, CoAuthorState, Kind, Proposal, Stage, StageChange
from proposals.models.revisions import Purpose, Revision, RevisionIsFrozen
from proposals.models.themes import Theme

__all__ = [
    "Answer",
    "CoAuthor",
    "CoAuthorState",
    "Comment",
    "Endorsement",
    "EndorsementKind",
    "Kind",
    "LiveAnchors",
    "Place",
    "Proposal",
    "Purpose",
    "Restoration",
    "Revision",
    "RevisionIsFrozen",
    "Stage",
    "StageChange",
    "SummedUp",
    "Theme",
    "Thread",
    "Visit",
    "WritingSession",
]
