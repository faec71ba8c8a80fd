"""Exeter's access matrix: every operation, asked by everybody. Read a row as: who asks, what they get.

The letters are the columns of WHO; `letters.py` says what each means. I: this profile grants no role and hands no
case over.

The lecturer, the head of a department and the site explorer have their relation to the student, and tokens
that say so; but this profile has no such roles, so they are staff without one.
"""

from tests.access.letters import BY_CONSENT

STATES = BY_CONSENT

# fmt: off
WHO = (
    "self",       # the student
    "other",      # another student
    "tutor",      # the current personal tutor
    "former",     # a tutor whose tutorship has ended
    "stranger",   # another student's personal tutor
    "lecturer",   # teaches the student's module
    "head",       # was granted the student's department
    "explorer",   # was granted everybody
    "desk",       # the student information desk
    "analyst",    # reads figures about groups
    "admin",      # an administrator
    "service",    # another system
    "abroad",     # a personal tutor of another institution
    "nobody",     # no token
)

MATRIX = {
    "GET /v1/me":                                                   "2  2  2  2  2  2  2  2  2  2  2  2  2  1",
    "POST /v1/me/calendar-link":                                    "2  2  2  2  2  3  3  3  3  3  3  3  2  1",
    "DELETE /v1/me/calendar-link":                                  "2  2  2  2  2  4  4  4  4  4  4  4  2  1",
    "GET /v1/calendars/{secret}.ics":                               "4  4  4  4  4  4  4  4  4  4  4  4  4  4",
    "GET /v1/students":                                             "2  2  2  2  2  3  3  3  3  3  3  3  2  1",
    "GET /v1/students/{student_id}":                                "2  4  2  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/dashboard":                                              "2  4  2  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/engagement":                                             "C  4  C  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/engagement/{day}/explanation":                           "C  4  C  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/attendance":                                             "2  4  2  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/grades":                                                 "G  4  G  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/employability":                                          "C  4  C  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/consents":                                               "2  4  2  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/consents/decisions":                                     "2  4  3  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/consents/decisions/{decision_id}":                       "2  4  3  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/access-records":                                         "2  4  3  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/meetings":                                               "2  4  2  4  4  4  4  4  4  4  4  4  4  1",
    "POST …/meetings":                                              "2  4  2  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/meetings/{meeting_id}":                                  "2  4  2  4  4  4  4  4  4  4  4  4  4  1",
    "POST …/meetings/{meeting_id}/cancellation":                    "2  4  2  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/notes":                                                  "2  4  2  4  4  4  4  4  4  4  4  4  4  1",
    "POST …/notes":                                                 "2  4  2  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/notes/{note_id}":                                        "2  4  2  4  4  4  4  4  4  4  4  4  4  1",
    "PUT …/notes/{note_id}":                                        "3  4  2  4  4  4  4  4  4  4  4  4  4  1",
    "DELETE …/notes/{note_id}":                                     "3  4  2  4  4  4  4  4  4  4  4  4  4  1",
    "POST …/notes/{note_id}/sharing":                               "3  4  2  4  4  4  4  4  4  4  4  4  4  1",
    "POST …/notes/{note_id}/removal":                               "3  3  3  3  3  3  3  3  2  3  3  3  3  1",
    "POST …/consents/{purpose}/decisions":                          "2  4  3  4  4  4  4  4  4  4  4  4  4  1",
    "GET /v1/purposes/{purpose}/notice":                            "2  2  2  2  2  2  2  2  2  2  2  2  2  1",
    "GET /v1/scoring-models":                                       "2  2  2  2  2  2  2  2  2  2  2  2  2  1",
    "GET /v1/scoring-models/in-force":                              "2  2  2  2  2  2  2  2  2  2  2  2  2  1",
    "POST /v1/scoring-trials":                                      "3  3  3  3  3  3  3  3  3  2  2  3  3  1",
    "GET /v1/scoring-trials/movements":                             "2  2  2  2  2  3  3  3  3  3  3  3  4  1",
    "GET /v1/cohorts/{kind}/{cohort_id}":                           "3  3  3  3  3  3  3  3  3  2  3  3  3  1",
    "POST /v1/events":                                              "3  3  3  3  3  3  3  3  3  3  3  2  3  1",
    "POST /v1/events/removals":                                     "3  3  3  3  3  3  3  3  3  3  3  2  3  1",
    "POST /v1/teaching-sessions":                                   "3  3  3  3  3  3  3  3  3  3  3  2  3  1",
    "POST /v1/attendance":                                          "3  3  3  3  3  3  3  3  3  3  3  2  3  1",
    "POST /v1/marks":                                               "3  3  3  3  3  3  3  3  3  3  3  2  3  1",
    "POST /v1/career-stages":                                       "3  3  3  3  3  3  3  3  3  3  3  2  3  1",
    "GET /v1/deliveries":                                           "3  3  3  3  3  3  3  3  3  3  3  2  3  1",
    "GET /v1/admin/org-units":                                      "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "PUT /v1/admin/org-units/{code}":                               "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/tutorships":                                     "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/admin/tutorships":                                    "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/admin/tutorships/endings":                            "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/exam-periods":                                   "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/admin/exam-periods":                                  "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/exam-periods/{exam_period_id}":                  "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "DELETE /v1/admin/exam-periods/{exam_period_id}":               "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/outages":                                        "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/admin/outages":                                       "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/outages/{outage_id}":                            "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "DELETE /v1/admin/outages/{outage_id}":                         "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/admin/scoring-models":                                "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/scoring-models/{scoring_model_id}":              "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/admin/scoring-models/{scoring_model_id}/publication": "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/settings":                                       "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "PUT /v1/admin/settings":                                       "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/audit-entries":                                  "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /healthz":                                                 "2  2  2  2  2  2  2  2  2  2  2  2  2  2",
    "GET /readyz":                                                  "2  2  2  2  2  2  2  2  2  2  2  2  2  2",
    "GET /problems/{code}":                                         "2  2  2  2  2  2  2  2  2  2  2  2  2  2",
    "GET /.well-known/oauth-protected-resource":                    "2  2  2  2  2  2  2  2  2  2  2  2  2  2",
    "GET …/viewers":                                                "2  4  3  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/assignments":                                            "2  4  2  4  4  4  4  4  4  4  4  4  4  1",
    "POST …/assignments":                                           "3  4  2  4  4  4  4  4  4  4  4  4  4  1",
    "POST …/assignments/{assignment_id}/closing":                   "3  4  2  4  4  4  4  4  4  4  4  4  4  1",
    "GET /v1/grants":                                               "3  3  2  2  2  3  3  3  2  2  2  3  2  1",
    "POST /v1/grants":                                              "3  3  I  I  I  3  3  3  I  I  I  3  I  1",
    "GET /v1/grants/{grant_id}":                                    "3  3  4  4  4  3  3  3  4  4  2  3  4  1",
    "POST /v1/grants/{grant_id}/decision":                          "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/grants/{grant_id}/revocation":                        "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/grants/{grant_id}/review":                            "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/training-records":                               "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/admin/training-records":                              "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "DELETE /v1/admin/training-records/{training_id}":              "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/teams":                                          "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "PUT /v1/admin/teams/{code}":                                   "3  3  3  3  3  3  3  3  3  3  I  3  3  1",
    "GET /v1/admin/teams/{code}/members":                           "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/admin/teams/{code}/members":                          "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/admin/teams/{code}/members/endings":                  "3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET …/requests":                                               "2  4  3  4  4  4  4  4  4  4  4  4  4  1",
    "POST …/requests":                                              "3  4  3  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/requests/{request_id}":                                  "4  4  3  4  4  4  4  4  4  4  4  4  4  1",
    "GET /v1/requests":                                             "3  3  3  3  3  3  3  3  3  3  3  3  3  1",
    "POST /v1/requests/{request_id}/answer":                        "3  3  3  3  3  3  3  3  3  3  3  3  3  1",
    "GET …/copies":                                                 "2  4  3  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/requests/{request_id}/copy":                             "4  4  3  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/requests/{request_id}/copy.html":                        "4  4  3  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/corrections":                                            "2  4  3  4  4  4  4  4  4  4  4  4  4  1",
    "POST …/corrections":                                           "3  4  3  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/corrections/{correction_id}":                            "4  4  3  4  4  4  4  4  4  4  4  4  4  1",
    "GET /v1/corrections":                                          "3  3  2  2  2  3  3  3  3  3  3  3  2  1",
    "POST /v1/corrections/{correction_id}/decision":                "3  3  4  4  4  3  3  3  3  3  3  3  4  1",
    "GET /v1/me/corrections":                                       "3  3  2  2  2  3  3  3  2  2  2  3  2  1",
    "GET /v1/responsibilities":                                     "2  2  2  2  2  2  2  2  2  2  2  2  2  1",
    "GET …/history":                                                "2  4  3  4  4  4  4  4  4  4  4  4  4  1",
}
# fmt: on
