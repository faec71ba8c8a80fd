"""Red, amber, green and grey: how attendance and online engagement of a week stand. Pure arithmetic."""
