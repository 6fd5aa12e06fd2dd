#include "channels/webchat/form.h"

#include <algorithm>
#include <set>

#include "customers/customers.h"

namespace channels {
namespace {

bool is_key(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string list_of(const std::vector<std::string>& choices) {
  std::string list;
  for (const auto& choice : choices) list += (list.empty() ? "" : ", ") + choice;
  return list;
}

std::string fault_of(const Question& question, const std::string& value) {
  if (value.empty()) return question.required ? "missing" : "";
  const auto& choices = question.choices;
  switch (question.kind) {
    case QuestionKind::Phone:
      return customers::Customers::identity_fault(customers::IdentityKind::Phone, value);
    case QuestionKind::Email:
      return customers::Customers::identity_fault(customers::IdentityKind::Email, value);
    case QuestionKind::Choice:
      return std::find(choices.begin(), choices.end(), value) == choices.end() ? "not_a_choice" : "";
    default:
      return "";
  }
}

}  // namespace

std::vector<base::Fault> check_questions(const std::vector<Question>& questions) {
  std::vector<base::Fault> faults;
  std::set<std::string> keys;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    auto path = "/form/" + std::to_string(i);
    if (!is_key(questions[i].key)) faults.push_back({path + "/key", "bad_key", {}});
    if (!keys.insert(questions[i].key).second) faults.push_back({path + "/key", "twice", {}});
    if (questions[i].kind == QuestionKind::Choice && questions[i].choices.empty())
      faults.push_back({path + "/choices", "missing", {}});
  }
  return faults;
}

base::Result<std::vector<Answer>> read_form(const std::vector<Question>& questions,
                                            const std::map<std::string, std::string>& form) {
  std::vector<Answer> answers;
  std::vector<base::Fault> faults;
  for (const auto& question : questions) {
    auto found = form.find(question.key);
    const std::string value = found == form.end() ? "" : found->second;
    if (auto fault = fault_of(question, value); !fault.empty())
      faults.push_back({"/form/" + question.key, fault, {{"choices", list_of(question.choices)}}});
    else if (!value.empty())
      answers.push_back({question.key, question.label, question.label_en, question.kind, value});
  }
  for (const auto& [key, value] : form)
    if (std::none_of(questions.begin(), questions.end(), [&](const Question& one) { return one.key == key; }))
      faults.push_back({"/form/" + key, "unknown_field", {}});
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  return answers;
}

bool is_origin(std::string_view text) {
  for (std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    auto host = text.substr(scheme.size());
    return !host.empty() && std::all_of(host.begin(), host.end(), [](unsigned char c) {
      return std::isalnum(c) != 0 || c == '.' || c == '-' || c == ':' || c == '[' || c == ']' || c == '*';
    });
  }
  return false;
}

bool is_colour(std::string_view text) {
  return text.size() == 7 && text[0] == '#' &&
         std::all_of(text.begin() + 1, text.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

}  // namespace channels
