// Package bank is the other side of the sandbox gateway: the page on which a payer's bank would ask whether it is really
// them (3-D Secure). It stands in for another company and exists only while payments are simulated.
package bank
