// Package dispute is the desk for disputes (chargebacks): what a practitioner says about one, the evidence that is gathered
// from what the platform knows, and the one answer that goes to the bank.
//
// Owns: schema dispute (notes and files of practitioners, answers). The dispute itself, its money and the gateway are
// module payment's.
//
// Needs: payment (facts of the money, and the gateway), booking (the record of the session, without anybody's words),
// identity (who may, and the keys that seal), catalog (whose), notify (letters). It reads payment.v_dispute,
// payout.v_unpaid, booking.v_code and catalog.v_page.
//
// Emits nothing: payment tells of disputes that were opened and decided.
//
// An answer is decided in one transaction, with the document as it will be sent. A job sends it, outside any transaction:
// the gateway is read first, so that an answer whose receipt was lost is not sent twice. What becomes of the dispute follows
// from the gateway's notices alone.
//
// What is said of a session is never evidence, nor is anything about health: the document tells that a form was signed and
// not which, and that an appointment was held and not for what.
//
// Invariants, each held by a constraint:
//   - a dispute is answered once (answer_once);
//   - what an answer was made from does not change after it (KL008);
//   - a dispute has four files at most (file_place).
package dispute
