#pragma once
// What visitors write before a chat, and what a site may ask. Pure rules. Private to the module.

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "channels/webchat/types.h"

namespace channels {

// Faults below /form: a key twice or malformed, a choice without choices.
std::vector<base::Fault> check_questions(const std::vector<Question>& questions);

// The answers in the order of the questions. Faults below /form: missing, not_a_choice,
// bad_phone, bad_email, unknown_field.
base::Result<std::vector<Answer>> read_form(const std::vector<Question>& questions,
                                            const std::map<std::string, std::string>& form);

// "https://www.example.com", "http://127.0.0.1:8080": scheme, host, perhaps a port, no path.
bool is_origin(std::string_view text);
// "#1f6feb"
bool is_colour(std::string_view text);

}  // namespace channels
