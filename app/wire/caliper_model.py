"""Caliper 1.2's events and entities: which properties they have, of which kind. Data; caliper_rules reads it.

A property's kind is a small word (see caliper_forms), or the names of entities that it may be: itself or its
IRI, and subtypes count as their supertypes. `[…]` is a list; a name with `!` must be there. What a type has,
its subtypes have too (`is`), unless they say it anew. Names are those of the standard's text; where its
context spells one otherwise, both count.
"""

from collections.abc import Mapping

Shapes = Mapping[str, Mapping[str, str]]

EVENT: Mapping[str, str] = {
    "@context!": "top context",
    "id!": "uuid",
    "profile": "profile",
    "actor!": "Agent",
    "action!": "action",
    "object!": "Entity",
    "eventTime!": "moment",
    "edApp": "SoftwareApplication",
    "generated": "Entity",
    "target": "Entity",
    "referrer": "Entity",
    "group": "Organization",
    "membership": "Membership",
    "session": "Session",
    "federatedSession": "LtiSession",
    "extensions": "object",
}
"""What every event has: the generic Event, and every type, unless it says it anew."""
_PERSON = {"actor!": "Person"}
EVENTS: Shapes = {
    "Event": {},
    "AnnotationEvent": _PERSON | {"object!": "DigitalResource", "target": "Frame", "generated": "Annotation"},
    "AssessmentEvent": _PERSON | {"object!": "Assessment", "generated": "Attempt"},
    "AssessmentItemEvent": _PERSON
    | {"object!": "AssessmentItem", "generated": "Attempt, Response", "referrer": "AssessmentItem"},
    "AssignableEvent": _PERSON
    | {"object!": "AssignableDigitalResource", "target": "Frame", "generated": "Attempt"},
    "FeedbackEvent": _PERSON | {"target": "Frame", "generated": "Rating, Comment"},
    "ForumEvent": _PERSON | {"object!": "Forum"},
    "GradeEvent": {"object!": "Attempt", "generated": "Score"},
    "MediaEvent": _PERSON | {"object!": "MediaObject", "target": "MediaLocation"},
    "MessageEvent": _PERSON | {"object!": "Message"},
    "NavigationEvent": _PERSON
    | {
        "object!": "DigitalResource, SoftwareApplication",
        "target": "DigitalResource",
        "referrer": "DigitalResource, SoftwareApplication",
    },
    "QuestionnaireEvent": _PERSON | {"object!": "Questionnaire", "generated": "Attempt"},
    "QuestionnaireItemEvent": _PERSON | {"object!": "QuestionnaireItem", "generated": "Attempt, Response"},
    "ResourceManagementEvent": _PERSON | {"object!": "DigitalResource", "generated": "DigitalResource"},
    "SearchEvent": _PERSON | {"generated": "SearchResponse"},
    "SessionEvent": {
        "actor!": "Person, SoftwareApplication",
        "object!": "Session, SoftwareApplication",
        "target": "DigitalResource",
        "referrer": "DigitalResource, SoftwareApplication",
    },
    "SurveyEvent": _PERSON | {"object!": "Survey"},
    "SurveyInvitationEvent": _PERSON | {"object!": "SurveyInvitation"},
    "ThreadEvent": _PERSON | {"object!": "Thread"},
    "ToolLaunchEvent": _PERSON
    | {"object!": "SoftwareApplication", "target": "Link, LtiLink", "generated": "DigitalResource"},
    "ToolUseEvent": _PERSON
    | {
        "object!": "SoftwareApplication",
        "target": "SoftwareApplication",
        "generated": "AggregateMeasureCollection",
    },
    "ViewEvent": _PERSON | {"object!": "DigitalResource, Result"},
}
_LOGIN = {"actor!": "Person", "object!": "SoftwareApplication"}
_SURVEYED = {"object!": "Questionnaire, QuestionnaireItem"}
NARROWER: Mapping[tuple[str, str, str], Mapping[str, str]] = {
    ("FeedbackEvent", "action", "Ranked"): {"generated": "Rating"},
    ("FeedbackEvent", "action", "Commented"): {"generated": "Comment"},
    ("NavigationEvent", "profile", "SurveyProfile"): _SURVEYED,
    ("ViewEvent", "profile", "SurveyProfile"): _SURVEYED,
    ("ResourceManagementEvent", "action", "Copied"): {"generated!": "DigitalResource"},
    ("SessionEvent", "action", "LoggedIn"): _LOGIN,
    ("SessionEvent", "action", "LoggedOut"): _LOGIN,
    ("SessionEvent", "action", "TimedOut"): {"actor!": "SoftwareApplication", "object!": "Session"},
    ("ToolLaunchEvent", "action", "Launched"): {"federatedSession!": "LtiSession"},
}
"""By type, and what one of its properties says: what it says anew then."""
ACTIONS: Mapping[str, str] = {
    "Event": "Abandoned Accepted Activated Added Archived Attached Bookmarked ChangedResolution"
    " ChangedSize ChangedSpeed ChangedVolume Classified ClosedPopout Commented Completed Copied"
    " Created Deactivated Declined Deleted Described DisabledClosedCaptioning"
    " DisabledCloseCaptioning Disliked Downloaded EnabledClosedCaptioning EnabledCloseCaptioning"
    " Ended EnteredFullScreen ExitedFullScreen ForwardedTo Graded Hid Highlighted Identified"
    " JumpedTo Launched Liked Linked LoggedIn LoggedOut MarkedAsRead MarkedAsUnread"
    " MarkedAsUnRead Modified Muted NavigatedTo OpenedPopout OptedIn OptedOut Paused Posted"
    " Printed Published Questioned Ranked Recommended Removed Reset Restarted Restored Resumed"
    " Retrieved Returned Reviewed Rewound Saved Searched Sent Shared Showed Skipped Started"
    " Submitted Subscribed Tagged TimedOut Unmuted Unpublished Unsubscribed Uploaded Used Viewed",
    "AnnotationEvent": "Bookmarked Highlighted Shared Tagged",
    "AssessmentEvent": "Started Paused Resumed Restarted Reset Submitted",
    "AssessmentItemEvent": "Started Skipped Completed",
    "AssignableEvent": "Activated Deactivated Started Completed Submitted Reviewed",
    "FeedbackEvent": "Commented Ranked",
    "ForumEvent": "Subscribed Unsubscribed",
    "GradeEvent": "Graded",
    "MediaEvent": "Started Ended Paused Resumed Restarted ForwardedTo JumpedTo ChangedResolution ChangedSize"
    " ChangedSpeed ChangedVolume EnabledClosedCaptioning EnabledCloseCaptioning"
    " DisabledClosedCaptioning DisabledCloseCaptioning EnteredFullScreen ExitedFullScreen Muted"
    " Unmuted OpenedPopout ClosedPopout",
    "MessageEvent": "MarkedAsRead MarkedAsUnRead MarkedAsUnread Posted",
    "NavigationEvent": "NavigatedTo",
    "QuestionnaireEvent": "Started Submitted",
    "QuestionnaireItemEvent": "Started Skipped Completed",
    "ResourceManagementEvent": "Archived Copied Created Deleted Described Downloaded Modified"
    " Printed Published Restored Retrieved Saved Unpublished Uploaded",
    "SearchEvent": "Searched",
    "SessionEvent": "LoggedIn LoggedOut TimedOut",
    "SurveyEvent": "OptedIn OptedOut",
    "SurveyInvitationEvent": "Accepted Declined Sent",
    "ThreadEvent": "MarkedAsRead MarkedAsUnRead MarkedAsUnread",
    "ToolLaunchEvent": "Launched Returned",
    "ToolUseEvent": "Used",
    "ViewEvent": "Viewed",
}
"""By type of event; the generic one takes them all."""
PROFILES: Mapping[str, str] = {
    "AnnotationProfile": "AnnotationEvent",
    "AssessmentProfile": "AssessmentEvent AssessmentItemEvent NavigationEvent ViewEvent",
    "AssignableProfile": "AssignableEvent NavigationEvent ViewEvent",
    "FeedbackProfile": "FeedbackEvent",
    "ForumProfile": "ForumEvent MessageEvent NavigationEvent ThreadEvent ViewEvent",
    "GeneralProfile": "Event",
    "GradingProfile": "GradeEvent ViewEvent",
    "MediaProfile": "MediaEvent NavigationEvent ViewEvent",
    "ReadingProfile": "NavigationEvent ViewEvent",
    "ResourceManagementProfile": "ResourceManagementEvent",
    "SearchProfile": "SearchEvent",
    "SessionProfile": "SessionEvent",
    "SurveyProfile": "SurveyEvent SurveyInvitationEvent QuestionnaireEvent QuestionnaireItemEvent"
    " NavigationEvent ViewEvent",
    "ToolLaunchProfile": "ToolLaunchEvent",
    "ToolUseProfile": "ToolUseEvent",
}
"""And their types of events. Others are not refused: the standard's own examples have some."""
