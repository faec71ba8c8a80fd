"""Rights: what a student may ask of their data, and until when it is to be answered; pure arithmetic."""
