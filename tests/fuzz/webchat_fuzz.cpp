// What a visitor's browser may send: words over its feed, answers to a form, origins.

#include "channels/webchat/feed_operation.h"

#include <cstdint>
#include <cstdlib>

#include "base/json.h"
#include "base/text.h"
#include "channels/webchat/form.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (auto operation = base::from_json<channels::FeedOperation>(text)) {
    // What was read is written and read as the same.
    auto again = base::from_json<channels::FeedOperation>(base::to_json(*operation));
    if (!again || base::to_json(*again) != base::to_json(*operation)) std::abort();
  }
  // A content policy is made of origins: none may end its directive or begin another.
  if (channels::is_origin(text) && text.find_first_of(" ;,'\"\r\n") != text.npos) std::abort();
  if (auto chat = base::from_json<channels::NewChat>(text)) {
    static const std::vector<channels::Question> questions{
        {"name", channels::QuestionKind::Name, "称呼", "", true, {}},
        {"phone", channels::QuestionKind::Phone, "电话", "", false, {}},
        {"email", channels::QuestionKind::Email, "邮箱", "", false, {}},
        {"topic", channels::QuestionKind::Choice, "类型", "", false, {"报修"}}};
    if (auto answers = channels::read_form(questions, chat->form))
      for (const auto& answer : *answers)
        if (!base::valid_utf8(answer.value) || base::length_utf8(answer.value) > 500) std::abort();
  }
  return 0;
}
