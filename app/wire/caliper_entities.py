"""Caliper 1.2's entities, written as in caliper_model, and the terms that their properties may be. Data."""

from app.wire.caliper_model import Shapes

_TIMES = {"startedAtTime": "moment", "endedAtTime": "moment", "duration": "duration"}
_POINTS = {"scalePoints": "integer", "itemLabels": "[text]", "itemValues": "[text]"}
_VALUES = {"values": "[text]"}
_SELECTIONS = {"selections": "[text]"}
ENTITIES: Shapes = {
    "Entity": {
        "@context": "context",
        "id!": "iri",
        "name": "text",
        "description": "text",
        "dateCreated": "moment",
        "dateModified": "moment",
        "otherIdentifiers": "[SystemIdentifier]",
        "extensions": "object",
    },
    "SystemIdentifier": {
        "identifier!": "text",
        "identifierType!": "identifier type",
        "source": "SoftwareApplication",
        "extensions": "object",
    },
    "TextPositionSelector": {"start!": "count", "end!": "count"},
    "Agent": {"is": "Entity"},
    "Person": {"is": "Agent"},
    "SoftwareApplication": {
        "is": "Agent",
        "host": "text",
        "ipAddress": "text",
        "userAgent": "text",
        "version": "text",
    },
    "Organization": {"is": "Agent", "subOrganizationOf": "Organization", "members": "[Agent]"},
    "Group": {"is": "Organization"},
    "CourseOffering": {"is": "Organization", "courseNumber": "text", "academicSession": "text"},
    "CourseSection": {"is": "CourseOffering", "category": "text"},
    "Membership": {
        "is": "Entity",
        "organization": "Organization",
        "member": "Person",
        "roles": "[role]",
        "status": "status",
    },
    "Session": {"is": "Entity", "user": "Person", "client": "SoftwareApplication"} | _TIMES,
    "LtiSession": {"is": "Session", "messageParameters": "object"},
    "Link": {"is": "Entity"},
    "LearningObjective": {"is": "Entity"},
    "DigitalResource": {
        "is": "Entity",
        "storageName": "text",
        "creators": "[Agent]",
        "mediaType": "text",
        "keywords": "[text]",
        "learningObjectives": "[LearningObjective]",
        "isPartOf": "Entity",
        "datePublished": "moment",
        "version": "text",
    },
    "Chapter": {"is": "DigitalResource"},
    "Document": {"is": "DigitalResource"},
    "Page": {"is": "DigitalResource"},
    "WebPage": {"is": "DigitalResource"},
    "Frame": {"is": "DigitalResource", "index": "count"},
    "LtiLink": {"is": "DigitalResource", "messageType": "text"},
    "Message": {
        "is": "DigitalResource",
        "replyTo": "Message",
        "body": "text",
        "attachments": "[DigitalResource]",
    },
    "MediaLocation": {"is": "DigitalResource", "currentTime": "duration"},
    "MediaObject": {"is": "DigitalResource", "duration": "duration"},
    "AudioObject": {
        "is": "MediaObject",
        "volumeLevel": "text",
        "volumeMin": "text",
        "volumeMax": "text",
        "muted": "boolean",
    },
    "ImageObject": {"is": "MediaObject"},
    "VideoObject": {"is": "MediaObject"},
    "AssignableDigitalResource": {
        "is": "DigitalResource",
        "dateToActivate": "moment",
        "dateToShow": "moment",
        "dateToStartOn": "moment",
        "dateToSubmit": "moment",
        "maxAttempts": "count",
        "maxSubmits": "count",
        "maxScore": "number",
    },
    "AssessmentItem": {"is": "AssignableDigitalResource", "isTimeDependent": "boolean"},
    "Collection": {"is": "Entity", "items": "[Entity]"},
    "DigitalResourceCollection": {"is": "Collection, DigitalResource", "items": "[DigitalResource]"},
    "Assessment": {
        "is": "AssignableDigitalResource, DigitalResourceCollection",
        "items": "[AssessmentItem]",
    },
    "Forum": {"is": "DigitalResourceCollection", "items": "[Thread]"},
    "Thread": {"is": "DigitalResourceCollection", "items": "[Message]"},
    "Questionnaire": {"is": "DigitalResourceCollection", "items!": "[QuestionnaireItem]"},
    "Survey": {"is": "Collection", "items": "[Questionnaire]"},
    "AggregateMeasureCollection": {"is": "Collection", "items": "[AggregateMeasure]"},
    "AggregateMeasure": {
        "is": "Entity",
        "metric!": "metric",
        "metricValue!": "number",
        "maxMetricValue": "number",
        "startedAtTime": "moment",
        "endedAtTime": "moment",
    },
    "Annotation": {"is": "Entity", "annotator": "Person", "annotated": "DigitalResource"},
    "BookmarkAnnotation": {"is": "Annotation", "bookmarkNotes": "text"},
    "HighlightAnnotation": {
        "is": "Annotation",
        "selection": "TextPositionSelector",
        "selectionText": "text",
    },
    "SharedAnnotation": {"is": "Annotation", "withAgents": "[Agent]"},
    "TagAnnotation": {"is": "Annotation", "tags": "[text]"},
    "Attempt": {
        "is": "Entity",
        "assignee": "Person",
        "assignable": "DigitalResource",
        "isPartOf": "Attempt",
        "count": "integer",
    }
    | _TIMES,
    "Result": {
        "is": "Entity",
        "attempt": "Attempt",
        "maxResultScore": "number",
        "resultScore": "number",
        "scoredBy": "Agent",
        "comment": "text",
    },
    "Score": {
        "is": "Entity",
        "attempt": "Attempt",
        "maxScore": "number",
        "scoreGiven": "number",
        "scoredBy": "Agent",
        "comment": "text",
    },
    "Response": {"is": "Entity", "attempt": "Attempt"} | _TIMES,
    "DateTimeResponse": {"is": "Response", "dateTimeSelected": "moment"},
    "FillinBlankResponse": {"is": "Response"} | _VALUES,
    "MultipleChoiceResponse": {"is": "Response", "value": "text"},
    "MultipleResponseResponse": {"is": "Response"} | _VALUES,
    "MultiselectResponse": {"is": "Response"} | _SELECTIONS,
    "OpenEndedResponse": {"is": "Response", "value": "text"},
    "RatingScaleResponse": {"is": "Response"} | _SELECTIONS,
    "SelectTextResponse": {"is": "Response"} | _VALUES,
    "TrueFalseResponse": {"is": "Response", "value": "text"},
    "Question": {"is": "DigitalResource", "questionPosed": "text"},
    "DateTimeQuestion": {
        "is": "Question",
        "minDateTime": "moment",
        "minLabel": "text",
        "maxDateTime": "moment",
        "maxLabel": "text",
    },
    "MultiselectQuestion": {
        "is": "Question",
        "points": "count",
        "itemLabels": "[text]",
        "itemValues": "[text]",
    },
    "OpenEndedQuestion": {"is": "Question"},
    "RatingScaleQuestion": {"is": "Question", "scale": "Scale"},
    "QuestionnaireItem": {
        "is": "DigitalResource",
        "question": "Question",
        "categories": "[text]",
        "weight": "number",
    },
    "SurveyInvitation": {
        "is": "DigitalResource",
        "rater": "Person",
        "survey": "Survey",
        "sentCount": "integer",
        "dateSent": "moment",
    },
    "Scale": {"is": "Entity"},
    "LikertScale": {"is": "Scale"} | _POINTS,
    "MultiselectScale": {
        "is": "Scale",
        "isOrderedSelection": "boolean",
        "minSelections": "integer",
        "maxSelections": "integer",
    }
    | _POINTS,
    "NumericScale": {
        "is": "Scale",
        "minValue": "number",
        "minLabel": "text",
        "maxValue": "number",
        "maxLabel": "text",
        "step": "number",
    },
    "Comment": {"is": "Entity", "commenter": "Person", "commentedOn": "Entity", "value": "text"},
    "Rating": {
        "is": "Entity",
        "rater": "Person",
        "rated": "Entity",
        "question": "Question",
        "ratingComment": "Comment",
    }
    | _SELECTIONS,
    "Query": {"is": "Entity", "creator": "Person", "searchTarget": "Entity", "searchTerms": "text"},
    "SearchResponse": {
        "is": "Entity",
        "searchProvider": "SoftwareApplication",
        "searchTarget": "Entity",
        "query": "Query",
        "searchResultsItemCount": "count",
        "searchResults": "[Entity]",
    },
}
"""By type. A SystemIdentifier and a TextPositionSelector have no id."""
METRICS = (
    "AssessmentsPassed AssessmentPassed AssessmentsSubmitted AssessmentSubmitted MinutesOnTask SkillsMastered"
    " StandardsMastered UnitsCompleted UnitsPassed WordsRead"
)
STATUSES = "Active Inactive"
IDENTIFIER_TYPES = (
    "AccountUserName CaseItemUri EmailAddress LisSourcedId LtiContextId LtiDeploymentId LtiPlatformId"
    " LtiToolId LtiUserId OneRosterSourcedId Other SisSourcedId SystemId"
)
ROLES = {
    "Administrator": "Administrator Developer ExternalDeveloper ExternalSupport ExternalSystemAdministrator"
    " Support SystemAdministrator",
    "ContentDeveloper": "ContentDeveloper ContentExpert ExternalContentExpert Librarian",
    "Instructor": "ExternalInstructor Grader GuestInstructor Instructor Lecturer PrimaryInstructor"
    " SecondaryInstructor TeachingAssistant TeachingAssistantGroup TeachingAssistantOffering"
    " TeachingAssistantSection TeachingAssistantTemplate",
    "Learner": "ExternalLearner GuestLearner Learner NonCreditLearner",
    "Manager": "AreaManager CourseCoordinator ExternalObserver Manager Observer",
    "Member": "Member",
    "Mentor": "Advisor Auditor ExternalAdvisor ExternalAuditor ExternalLearningFacilitator ExternalMentor"
    " ExternalReviewer ExternalTutor LearningFacilitator Mentor Reviewer Tutor",
    "Officer": "Chair Secretary Treasurer Vice-Chair",
}
"""LIS's, each with its roles within: a term is the first, or both with a # between."""
