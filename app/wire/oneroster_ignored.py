"""OneRoster: what of a package is checked and not kept, and why. The guide lists it."""

from collections.abc import Mapping

FILES: Mapping[str, str] = {
    "demographics": "data of special categories are not loaded (for statistics: `attune import statistics`)",
    "userProfiles": "accounts and passwords of other applications are not kept",
    "categories": "marks and their weights come from the student record system, as deliveries",
    "lineItems": "marks and their weights come from the student record system, as deliveries",
    "results": "a result does not tell when work was handed in, nor whether its mark is confirmed",
    "scoreScales": "marks are from 0 to 100 here",
    "lineItemLearningObjectiveIds": "learning objectives are not kept",
    "lineItemScoreScales": "marks are from 0 to 100 here",
    "resultLearningObjectiveIds": "learning objectives are not kept",
    "resultScoreScales": "marks are from 0 to 100 here",
    "resources": "what a class opens comes from the virtual learning environment, as deliveries",
    "classResources": "what a class opens comes from the virtual learning environment, as deliveries",
    "courseResources": "what a class opens comes from the virtual learning environment, as deliveries",
    "userResources": "what a class opens comes from the virtual learning environment, as deliveries",
}

COLUMNS: Mapping[tuple[str, str], str] = {
    ("orgs", "identifier"): "an org unit's code is its sourcedId",
    ("academicSessions", "title"): "a session only says on which days its classes are held",
    ("courses", "courseCode"): "a module's code is its sourcedId",
    ("courses", "grades"): "not kept",
    ("courses", "subjects"): "not kept",
    ("courses", "subjectCodes"): "not kept",
    ("classes", "title"): "a module run has the title of its module",
    ("classes", "classCode"): "a module run's code is its sourcedId",
    ("classes", "grades"): "not kept",
    ("classes", "location"): "not kept",
    ("classes", "subjects"): "not kept",
    ("classes", "subjectCodes"): "not kept",
    ("classes", "periods"): "not kept",
    ("users", "enabledUser"): "logins come from the identity provider",
    ("users", "password"): "passwords are not kept",
    ("users", "email"): "of students: how to reach them comes with the roster's contact details",
    ("users", "sms"): "how to reach students comes with the roster's contact details",
    ("users", "phone"): "how to reach students comes with the roster's contact details",
    (
        "users",
        "agentSourcedIds",
    ): "nobody sees a student because of this: tutors come with the roster's tutorships",
    ("users", "grades"): "not kept",
    ("users", "middleName"): "not kept",
    ("users", "preferredMiddleName"): "not kept",
    ("users", "primaryOrgSourcedId"): "where a student belongs is said by the role",
    ("users", "pronouns"): "not kept",
    ("users", "resourceSourcedIds"): "not kept",
    ("roles", "userProfileSourcedId"): "not kept",
    ("enrollments", "primary"): "whoever teaches a class teaches it",
    ("enrollments", "schoolSourcedId"): "where a class belongs is said by its course",
}

NOT_DELETED = "nothing is deleted: records and activity may refer to it. It stays as it is"
