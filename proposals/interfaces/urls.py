"""Addresses of proposals."""

from django.urls import path

from proposals.interfaces import api
from proposals.interfaces.views import discussion, lists, margin, people, reading, stages, supporting, themes, writing

PROPOSAL = "proposals/<int:pk>"

urlpatterns = [
    path("proposals/", lists.proposals, name="proposals"),
    path("proposals/new/", writing.start, name="proposal_start"),
    path(f"{PROPOSAL}/", reading.proposal, name="proposal"),
    path(f"{PROPOSAL}/public/", reading.public, name="proposal_public"),
    path(f"{PROPOSAL}/history/", reading.history, name="proposal_history"),
    path(f"{PROPOSAL}/revisions/<int:number>/", reading.revision, name="proposal_revision"),
    path(f"{PROPOSAL}/diff/<int:before>/<int:after>/", reading.diff, name="proposal_diff"),
    path(f"{PROPOSAL}/edit/", writing.edit, name="proposal_edit"),
    path(f"{PROPOSAL}/details/", writing.details, name="proposal_details"),
    path(f"{PROPOSAL}/margin/", margin.margin, name="proposal_margin"),
    path(f"{PROPOSAL}/people/", people.people, name="proposal_people"),
    path(f"{PROPOSAL}/people/accept/", people.accept, name="proposal_accept"),
    path(f"{PROPOSAL}/people/decline/", people.decline, name="proposal_decline"),
    path(f"{PROPOSAL}/people/<int:user>/remove/", people.remove, name="proposal_remove"),
    path(f"{PROPOSAL}/people/<int:coauthor>/hand-over/", people.hand_over, name="proposal_hand_over"),
    path(f"{PROPOSAL}/consultation/", stages.open_consultation, name="proposal_open_consultation"),
    path(f"{PROPOSAL}/closing/", stages.closing, name="proposal_closing"),
    path(f"{PROPOSAL}/settle/", stages.settle, name="proposal_settle"),
    path(f"{PROPOSAL}/settling/", reading.settling, name="proposal_settling"),
    path(f"{PROPOSAL}/freeze/", stages.freeze, name="proposal_freeze"),
    path(f"{PROPOSAL}/reopen/", stages.reopen_text, name="proposal_reopen_text"),
    path(f"{PROPOSAL}/back-to-draft/", stages.back_to_draft, name="proposal_back_to_draft"),
    path(f"{PROPOSAL}/withdraw/", stages.withdraw, name="proposal_withdraw"),
    path(f"{PROPOSAL}/publish/", stages.publish, name="proposal_publish"),
    path(f"{PROPOSAL}/support/", supporting.support, name="proposal_support"),
    path(f"{PROPOSAL}/support/confirm/", supporting.confirm, name="proposal_support_confirm"),
    path(f"{PROPOSAL}/support/withdraw/", supporting.withdraw, name="proposal_support_withdraw"),
    path(f"{PROPOSAL}/comments/", discussion.comment, name="proposal_comment"),
    path(f"{PROPOSAL}/comments/<uuid:comment>/hide/", discussion.hide, name="proposal_comment_hide"),
    path(f"{PROPOSAL}/threads/<int:thread>/reply/", discussion.reply, name="proposal_reply"),
    path(f"{PROPOSAL}/threads/<int:thread>/resolve/", discussion.resolve, name="proposal_resolve"),
    path(f"{PROPOSAL}/threads/<int:thread>/reopen/", discussion.reopen, name="proposal_thread_reopen"),
    path(f"{PROPOSAL}/threads/<int:thread>/answer/", discussion.answer, name="proposal_answer"),
    path("themes/", themes.themes, name="themes"),
    path("themes/new/", themes.theme_new, name="theme_new"),
    path("themes/<int:pk>/", themes.theme, name="theme"),
    path("themes/<int:pk>/move/", themes.theme_move, name="theme_move"),
    path("themes/<int:pk>/retire/", themes.theme_retire, name="theme_retire"),
    path("themes/<int:pk>/offer/", themes.theme_offer, name="theme_offer"),
    path("api/proposals/", api.ProposalList.as_view(), name="api_proposals"),
    path("api/proposals/<int:pk>/", api.ProposalDetail.as_view(), name="api_proposal"),
    path("api/proposals/<int:pk>/comments/", api.Comments.as_view(), name="api_comments"),
    path("api/revisions/", api.RevisionList.as_view(), name="api_revisions"),
    path("api/revisions/<int:pk>/", api.RevisionDetail.as_view(), name="api_revision"),
]
