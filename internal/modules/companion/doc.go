// Package companion is somebody to write to between sessions: talks, exercises, and what is remembered of both. It answers
// with the built-in guide, or with a model where one is configured; it is always software and says so.
//
// Owns: schema companion (welcome, session, message, exercise_run, memory).
//
// Needs (service.go): identity for the person and their key, and the judgement of the safety module before every answer.
//
// Emits: nothing. What is said here is nobody else's concern.
//
// Invariants:
//   - No answer is written before the message was judged, and at the levels high and critical only the fixed words of the
//     safety module answer (constraint message_urgent_is_answered_by_safety; an answer names its message and its level).
//   - No model is asked from moderate on, nor while the card with help is pinned, and words of those levels reach none: neither
//     as history nor as memory.
//   - A message is written and answered once, however often a device sends it (unique device key and
//     words, one answer a message). Other words under a used key are another message: nothing goes unjudged for its key.
//   - A person has one open session (unique index): every device goes on with the same.
//   - Where the law of the person's place bars talks (platform/jurisdiction) no model is asked, nothing is said back and nothing
//     learnt; danger is judged and answered as everywhere.
//   - A recording is in memory while it is written down, and nowhere else; its words are judged before its speaker reads them.
//   - Words, buttons, exercises and memories are sealed with the person's key. Judgements are never changed.
//   - Nobody talks before they were told that this is software and what happens in danger (row in welcome).
package companion
