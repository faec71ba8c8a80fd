/** The texts in Welsh. Each language has the same keys: this fails to compile where one lacks what the other has. */

import shared from "../texts/cy.json";
import type enShared from "../texts/en.json";
import staff from "../texts/staff.cy.json";
import type enStaff from "../texts/staff.en.json";
import student from "../texts/student.cy.json";
import type enStudent from "../texts/student.en.json";
import tutor from "../texts/tutor.cy.json";
import type enTutor from "../texts/tutor.en.json";

type Same<One, Other> = [keyof One, keyof Other] extends [keyof Other, keyof One] ? true : never;
const complete: [
  Same<typeof enShared, typeof shared>,
  Same<typeof enStudent, typeof student>,
  Same<typeof enStaff, typeof staff>,
  Same<typeof enTutor, typeof tutor>,
] = [true, true, true, true];
void complete;

export const welsh = { ...shared, ...student, ...staff, ...tutor };
