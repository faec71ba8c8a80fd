"""Actions: what happens. One file per verb that needs two or more collaborators."""
