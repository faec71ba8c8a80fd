"""Prediction: how students with such a record went on, earlier, in numbers that anybody can work out again.

Pure arithmetic over what was known on a cut-off day. Nothing here knows a student's name, age, gender or
neighbourhood, and nothing here or behind it changes anything about a student: a person decides, and acts.
"""
