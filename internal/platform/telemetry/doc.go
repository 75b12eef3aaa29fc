// Package telemetry sets up what operators look at: the log, traces and metrics.
//
// Nothing personal belongs in any of them. Routes are patterns, ids are opaque, and the log masks the values of
// attributes whose names say that they hold a credential or a contact (see NewLogger); package secret masks by type.
package telemetry
