"""Red, amber, green and grey: how a student's attendance and online engagement of a week stand. Pure arithmetic."""
