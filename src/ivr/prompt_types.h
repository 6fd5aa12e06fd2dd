#pragma once
// Prompts: what is said under a name in several flows, as text or as a recording.

#include <array>
#include <optional>
#include <string>

#include "ivr/types.h"

namespace ivr {

struct PromptFields {
  org::CentreId centre_id;
  std::string name;
  std::string text;  // is spoken where there is no recording
  std::string text_en;
};
BOOST_DESCRIBE_STRUCT(PromptFields, (), (centre_id, name, text, text_en))
constexpr auto limits_of(const PromptFields*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "text", .max_length = 1'000, .lines = true},
                    base::Limit{.field = "text_en", .max_length = 1'000, .lines = true}};
}

struct Prompt : PromptFields {
  PromptId id;
  std::optional<std::int64_t> recorded_ms;  // length of the recording; none: there is none
  std::optional<std::int64_t> recorded_en_ms;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Prompt, (PromptFields), (id, recorded_ms, recorded_en_ms, version, updated_at))

}  // namespace ivr
