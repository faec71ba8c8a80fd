"""Nottingham's access matrix: every operation, asked by everybody; `letters.py` says what each letter means.

Students open nothing but the support they are offered. All staff who reach students must be trained.
"""

from tests.access.letters import BY_SPONSORSHIP

STATES = BY_SPONSORSHIP

# fmt: off
WHO = (
    "self",            # the student: on campus, in the first year
    "other",           # another student
    "tutor",           # the current personal tutor
    "untrained_tutor", # another current personal tutor, who is not trained
    "former",          # a tutor whose tutorship has ended
    "stranger",        # another student's personal tutor
    "trained",         # a senior tutor of the student's college, trained
    "untrained",       # the same, and the training has expired
    "explorer",        # a senior tutor who was granted everybody
    "expired",         # the same, until today
    "unapproved",      # asked for the same, and nobody has approved it
    "head_of_year",    # was granted the first year
    "other_year",      # was granted the second year
    "wellbeing",       # was granted everybody, as are the next two
    "manager",         # the Engagement Dashboard Manager
    "visa_team",       # of everybody, the sponsored ones
    "resx",            # of the residence's team, which has the student's case
    "faculty",         # of the faculty's team, which has the student's case
    "faculty_closed",  # the same, and the case is closed
    "data_protection", # answers requests
    "analyst",         # reads figures about groups
    "admin",           # an administrator
    "service",         # another system
    "abroad",          # a personal tutor of another institution
    "nobody",          # no token
)

MATRIX: dict[str, str] = {
    "GET /v1/me":                                                   "2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  1",
    "POST /v1/me/calendar-link":                                    "2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  3  3  3  3  2  1",
    "DELETE /v1/me/calendar-link":                                  "2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  4  4  4  4  2  1",
    "GET /v1/calendars/{secret}.ics":                               "4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4",
    "GET /v1/students":                                             "2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  3  3  3  3  2  1",
    "GET /v1/students/{student_id}":                                "2  4  2  4  4  4  2  4  2  4  4  2  4  2  2  V  2  2  4  4  4  4  4  4  1",
    "GET …/dashboard":                                              "2  4  2  4  4  4  2  4  2  4  4  2  4  2  2  V  2  2  4  4  4  4  4  4  1",
    "GET …/engagement":                                             "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  V  3  2  4  4  4  4  4  4  1",
    "GET …/engagement/{day}/explanation":                           "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  V  3  2  4  4  4  4  4  4  1",
    "GET …/attendance":                                             "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  V  3  2  4  4  4  4  4  4  1",
    "GET …/grades":                                                 "3  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET …/employability":                                          "3  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET …/consents":                                               "2  4  2  4  4  4  2  4  2  4  4  2  4  2  2  V  2  2  4  4  4  4  4  4  1",
    "GET …/consents/decisions":                                     "2  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET …/consents/decisions/{decision_id}":                       "4  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET …/consents/decisions/{decision_id}/receipt":               "4  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET …/access-records":                                         "2  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET …/meetings":                                               "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  3  3  4  4  4  4  4  4  1",
    "POST …/meetings":                                              "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  3  3  4  4  4  4  4  4  1",
    "GET …/meetings/{meeting_id}":                                  "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  3  3  4  4  4  4  4  4  1",
    "POST …/meetings/{meeting_id}/cancellation":                    "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  3  3  4  4  4  4  4  4  1",
    "GET …/notes":                                                  "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  3  3  4  4  4  4  4  4  1",
    "POST …/notes":                                                 "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  3  3  4  4  4  4  4  4  1",
    "GET …/notes/{note_id}":                                        "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  3  3  4  4  4  4  4  4  1",
    "PUT …/notes/{note_id}":                                        "3  4  2  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "DELETE …/notes/{note_id}":                                     "3  4  2  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "POST …/notes/{note_id}/sharing":                               "3  4  2  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "POST …/notes/{note_id}/removal":                               "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  3  3  1",
    "POST …/consents/{purpose}/decisions":                          "3  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET /v1/purposes/{purpose}/notice":                            "2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  1",
    "GET /v1/scoring-models":                                       "2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  1",
    "GET /v1/scoring-models/in-force":                              "2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  1",
    "POST /v1/scoring-trials":                                      "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  2  3  3  1",
    "GET /v1/scoring-trials/movements":                             "2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  3  3  3  3  4  1",
    "GET /v1/cohorts/{kind}/{cohort_id}":                           "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  3  1",
    "POST /v1/events":                                              "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  1",
    "POST /v1/events/removals":                                     "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  1",
    "POST /v1/teaching-sessions":                                   "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  1",
    "POST /v1/attendance":                                          "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  1",
    "POST /v1/marks":                                               "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  1",
    "POST /v1/career-stages":                                       "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  1",
    "GET /v1/deliveries":                                           "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  1",
    "GET /v1/admin/org-units":                                      "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "PUT /v1/admin/org-units/{code}":                               "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/tutorships":                                     "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/admin/tutorships":                                    "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/admin/tutorships/endings":                            "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/exam-periods":                                   "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/admin/exam-periods":                                  "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/exam-periods/{exam_period_id}":                  "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "DELETE /v1/admin/exam-periods/{exam_period_id}":               "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/outages":                                        "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/admin/outages":                                       "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/outages/{outage_id}":                            "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "DELETE /v1/admin/outages/{outage_id}":                         "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/admin/scoring-models":                                "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/scoring-models/{scoring_model_id}":              "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/admin/scoring-models/{scoring_model_id}/publication": "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/settings":                                       "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "PUT /v1/admin/settings":                                       "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/audit-entries":                                  "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /healthz":                                                 "2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2",
    "GET /readyz":                                                  "2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2",
    "GET /problems/{code}":                                         "2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2",
    "GET /.well-known/oauth-protected-resource":                    "2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2",
    "GET /.well-known/jwks.json":                                   "2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2",
    "GET …/viewers":                                                "2  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET …/assignments":                                            "2  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  2  2  4  4  4  4  4  4  1",
    "POST …/assignments":                                           "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  2  2  4  4  4  4  4  4  1",
    "POST …/assignments/{assignment_id}/closing":                   "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  2  2  4  4  4  4  4  4  1",
    "GET /v1/grants":                                               "3  3  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  3  2  1",
    "POST /v1/grants":                                              "3  3  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  3  2  1",
    "GET /v1/grants/{grant_id}":                                    "3  3  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  2  3  4  1",
    "POST /v1/grants/{grant_id}/decision":                          "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/grants/{grant_id}/revocation":                        "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/grants/{grant_id}/review":                            "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/training-records":                               "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/admin/training-records":                              "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "DELETE /v1/admin/training-records/{training_id}":              "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/teams":                                          "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "PUT /v1/admin/teams/{code}":                                   "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET /v1/admin/teams/{code}/members":                           "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/admin/teams/{code}/members":                          "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "POST /v1/admin/teams/{code}/members/endings":                  "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET …/signals":                                                "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  3  2  4  4  4  4  4  4  1",
    "GET …/signals/current":                                        "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  3  2  4  4  4  4  4  4  1",
    "GET …/signals/{signal_id}":                                    "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  3  2  4  4  4  4  4  4  1",
    "POST …/signals/{signal_id}/judgement":                         "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  3  2  4  4  4  4  4  4  1",
    "GET /v1/signals":                                              "2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  3  3  3  3  2  1",
    "GET /v1/signal-precision":                                     "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  3  1",
    "POST /v1/signal-trials":                                       "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  2  3  3  1",
    "POST /v1/signal-trials/weeks":                                 "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  2  3  3  1",
    "GET …/contact-details":                                        "2  4  2  4  4  4  2  4  2  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET /v1/outreach-report":                                      "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  3  1",
    "GET …/cases":                                                  "2  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  2  2  4  4  4  4  4  4  1",
    "POST …/cases":                                                 "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  2  2  4  4  4  4  4  4  1",
    "GET …/cases/{case_id}":                                        "2  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  2  2  4  4  4  4  4  4  1",
    "POST …/cases/{case_id}/attempts":                              "3  4  2  4  4  4  2  4  2  4  4  P  4  P  P  W  P  P  4  4  4  4  4  4  1",
    "POST …/cases/{case_id}/hand-overs":                            "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  2  2  4  4  4  4  4  4  1",
    "POST …/cases/{case_id}/skips":                                 "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  2  2  4  4  4  4  4  4  1",
    "POST …/cases/{case_id}/owner":                                 "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  2  2  4  4  4  4  4  4  1",
    "POST …/cases/{case_id}/closing":                               "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  2  2  4  4  4  4  4  4  1",
    "GET /v1/cases":                                                "2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  3  2  2  2  3  3  3  3  2  1",
    "POST …/answers":                                               "2  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET …/requests":                                               "2  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "POST …/requests":                                              "2  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET …/requests/{request_id}":                                  "2  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET /v1/requests":                                             "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  3  3  1",
    "POST /v1/requests/{request_id}/answer":                        "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  3  3  1",
    "GET …/copies":                                                 "2  4  2  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET …/requests/{request_id}/copy":                             "2  4  2  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET …/requests/{request_id}/copy.html":                        "2  4  2  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET …/corrections":                                            "2  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "POST …/corrections":                                           "2  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET …/corrections/{correction_id}":                            "2  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET /v1/corrections":                                          "3  3  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  3  3  3  2  1",
    "POST /v1/corrections/{correction_id}/decision":                "3  3  2  4  4  4  2  4  2  4  4  2  4  3  3  W  3  3  4  2  3  3  3  4  1",
    "GET /v1/me/corrections":                                       "3  3  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  3  2  1",
    "GET /v1/responsibilities":                                     "2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  1",
    "GET …/history":                                                "2  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET …/exemptions":                                             "2  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  3  2  4  4  4  4  4  4  1",
    "POST …/exemptions":                                            "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  3  2  4  4  4  4  4  4  1",
    "POST …/exemptions/{exemption_id}/ending":                      "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  3  2  4  4  4  4  4  4  1",
    "GET …/extenuating-circumstances":                              "2  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  3  2  4  4  4  4  4  4  1",
    "POST /v1/extenuating-circumstances":                           "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  1",
    "GET /v1/calendar":                                             "2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  1",
    "PUT /v1/admin/calendar/{academic_year}":                       "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  1",
    "GET …/indicator":                                              "4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  1",
    "GET …/remarks":                                                "2  4  2  4  4  4  2  4  2  4  4  2  4  2  2  V  2  2  4  4  4  4  4  4  1",
    "POST …/remarks":                                               "2  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "DELETE …/remarks/{remark_id}":                                 "2  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET …/objectives":                                             "2  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  2  2  4  4  4  4  4  4  1",
    "POST …/objectives":                                            "2  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  2  2  4  4  4  4  4  4  1",
    "GET …/objectives/{objective_id}":                              "2  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  2  2  4  4  4  4  4  4  1",
    "PUT …/objectives/{objective_id}":                              "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  2  2  4  4  4  4  4  4  1",
    "POST …/objectives/{objective_id}/progress":                    "2  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  2  2  4  4  4  4  4  4  1",
    "POST …/objectives/{objective_id}/closing":                     "3  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  2  2  4  4  4  4  4  4  1",
    "GET /v1/referrals":                                            "3  3  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  3  3  3  3  4  1",
    "GET …/referrals":                                              "4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  W  4  4  4  4  4  4  4  4  1",
    "POST …/referrals":                                             "3  4  4  4  4  4  4  4  4  4  4  4  4  4  4  W  4  4  4  4  4  4  4  4  1",
    "POST …/referrals/{referral_id}/taking":                        "3  4  4  4  4  4  4  4  4  4  4  4  4  4  4  W  4  4  4  4  4  4  4  4  1",
    "POST …/referrals/{referral_id}/answer":                        "3  4  4  4  4  4  4  4  4  4  4  4  4  4  4  W  4  4  4  4  4  4  4  4  1",
    "POST …/referrals/{referral_id}/closing":                       "3  4  4  4  4  4  4  4  4  4  4  4  4  4  4  W  4  4  4  4  4  4  4  4  1",
    "POST …/referrals/{referral_id}/withdrawal":                    "4  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET /v1/message-templates":                                    "3  3  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  3  2  1",
    "POST /v1/prepared-messages":                                   "3  3  2  I  I  I  2  I  2  I  I  2  I  2  2  I  2  2  I  3  3  3  3  I  1",
    "GET …/prepared-messages":                                      "2  4  2  4  4  4  2  4  2  4  4  2  4  2  2  W  2  2  4  4  4  4  4  4  1",
    "GET /v1/group-interventions":                                  "3  3  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  2  3  3  3  3  2  1",
    "POST /v1/group-interventions":                                 "3  3  2  I  I  I  2  I  2  I  I  2  I  2  2  I  2  2  I  3  3  3  3  I  1",
    "GET /v1/group-interventions/{group_intervention_id}":          "3  3  2  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  4  3  3  3  3  4  1",
    "POST /v1/group-interventions/{group_intervention_id}/joining": "2  4  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  1",
    "POST /v1/group-interventions/{group_intervention_id}/leaving": "2  4  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  1",
    "GET /v1/me/invitations":                                       "2  2  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  1",
    "GET …/visa-engagement":                                        "3  4  3  4  4  4  3  4  3  4  4  3  4  3  3  V  3  3  4  4  4  4  4  4  1",
    "GET …/visa-engagement/export":                                 "3  4  3  4  4  4  3  4  3  4  4  3  4  3  3  V  3  3  4  4  4  4  4  4  1",
    "GET …/visa-decisions":                                         "3  4  3  4  4  4  3  4  3  4  4  3  4  3  3  V  3  3  4  4  4  4  4  4  1",
    "POST …/visa-decisions":                                        "3  4  3  4  4  4  3  4  3  4  4  3  4  3  3  V  3  3  4  4  4  4  4  4  1",
    "GET /v1/visa-engagement":                                      "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  3  3  3  3  3  3  1",
    "POST /v1/review-lists":                                        "3  3  3  3  3  3  2  3  2  3  3  2  3  3  3  3  3  3  3  3  3  3  3  3  1",
    "GET /v1/review-lists":                                         "3  3  3  3  3  3  2  2  2  2  2  2  2  3  3  3  3  3  3  3  3  3  3  3  1",
    "GET /v1/review-lists/{review_list_id}":                        "3  3  3  3  3  3  2  4  2  4  4  2  4  3  3  3  3  3  3  3  3  3  3  3  1",
    "POST /v1/review-lists/{review_list_id}/students/{student_id}/decision": "3  4  3  4  4  4  2  4  2  4  4  2  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "POST …/requests/{request_id}/information":                     "2  4  3  4  4  4  3  4  3  4  4  3  4  3  3  W  3  3  4  4  4  4  4  4  1",
    "GET /v1/requests/{request_id}":                                "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  3  3  1",
    "POST /v1/requests/{request_id}/steps":                         "3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  3  2  3  3  3  3  1",
    "GET …/visa-engagement/export.csv":                             "3  4  3  4  4  4  3  4  3  4  4  3  4  3  3  V  3  3  4  4  4  4  4  4  1",
}
# fmt: on
