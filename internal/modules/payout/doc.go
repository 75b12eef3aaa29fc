// Package payout sends practitioners what they earned.
//
// Owns: schema payout (where a practitioner's money goes, runs and their decisions, payouts and the postings each is made
// of; who was asked for what they owe). The books are module ledger's.
//
// Needs: ledger (balances, posting 13), payment (the gateways' capabilities), catalog and identity (who is paid, and whether
// an operator knows them), notify (letters). It reads bookings' codes and open disputes through their owners' views.
//
// Emits: payout.sent, payout.paid, payout.returned; all carry Fact. payout.debt_asked, .debt_reminded, .debt_stopped,
// .debt_settled; all carry DebtFact.
//
// A payout is decided in one transaction, under the lock of the practitioner's balance: what was earned, is past the time for
// complaints and not disputed, after what is owed was repaid. It is in the books from that moment. The gateway is told by a
// job, outside any transaction, under the key "po:<payout>": an answer that was lost is read and never asked for again under
// another key. A bank may return a payout days later: its postings are then free for the next one.
//
// What a practitioner owes beyond what they have earned is asked for once a month, and paid through the gateway (debt.go); after
// 30 days nobody books them for payment at the venue until it is paid.
//
// Invariants, each held by a constraint:
//   - one debt of a practitioner is open per currency (debt_one_open), one statement is sent a month (debt_once_a_month);
//   - nobody is paid more than they earned (practitioner_payable_not_negative, in ledger);
//   - a posting is in one payout at most (line_paid_once), and a payout is the sum of its postings (KL007);
//   - one decision per practitioner, currency and run (key of run_item), one scheduled run a day (run_once_a_day);
//   - while the gateway has not said that it has a payout there is no second one (payout_one_open);
//   - each step is posted once (event keys po:<payout>:sent, :paid, :returned);
//   - a payout's row says what was posted of it (VerifyPayouts, in klear ledger verify).
package payout
