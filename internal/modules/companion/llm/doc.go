// Package llm speaks to a language model that the operator configured: any server that is compatible with OpenAI's chat
// completions, also one in the operator's own house, or Anthropic. Nothing is sent anywhere unless that was done.
//
// It waits for the first piece and for the whole only so long, tries once more when nothing was heard yet, and leaves a
// server alone for a while that failed several times in a row: the guide answers meanwhile, at once.
package llm
