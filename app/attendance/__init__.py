"""Attendance: who was there. What the register says, counted; pure."""
