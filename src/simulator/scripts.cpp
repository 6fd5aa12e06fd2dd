#include "simulator/scripts.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "base/json.h"
#include "simulator/names.h"

namespace simulator {
namespace {

bool fits(const Script& script, Subject subject, bool outage) {
  return script.subject == subject && (!outage || script.outage.value_or(false));
}

std::int64_t weight_of(const Phrases& phrases, Subject subject, bool outage) {
  std::int64_t sum = 0;
  for (const auto& script : phrases.conversations)
    if (fits(script, subject, outage)) sum += script.weight;
  return sum;
}

}  // namespace

std::string spoken(std::string_view text, const Persona& persona) {
  const std::array<std::pair<std::string_view, const std::string*>, 6> places{{{"{name}", &persona.name},
                                                                               {"{phone}", &persona.phone},
                                                                               {"{contract}", &persona.contract},
                                                                               {"{address}", &persona.address},
                                                                               {"{package}", &persona.package},
                                                                               {"{agent}", &persona.agent}}};
  std::string words(text);
  if (words.find('{') == std::string::npos) return words;
  for (const auto& [place, meaning] : places)
    for (auto at = words.find(place); at != std::string::npos; at = words.find(place, at + meaning->size()))
      words.replace(at, place.size(), *meaning);
  return words;
}

Persona sample_persona(Dice& dice, const std::string& region) {
  const auto number = static_cast<int>(dice.below(1'500));
  return {person_name(number),
          phone_number(number),
          contract_number(number),
          region + street(number),
          dice.happens(0.5) ? "高清" : "基础",
          ""};
}

const Script& choose_script(const Phrases& phrases, Subject subject, bool outage, Dice& dice) {
  auto sum = weight_of(phrases, subject, outage);
  if (sum == 0 && outage) return choose_script(phrases, subject, false, dice);
  if (sum == 0) return dice.one_of(phrases.conversations);
  auto drawn = static_cast<std::int64_t>(dice.below(static_cast<std::size_t>(sum)));
  for (const auto& script : phrases.conversations)
    if (fits(script, subject, outage) && (drawn -= script.weight) < 0) return script;
  return phrases.conversations.back();
}

std::vector<Phrases> load_all_phrases(const std::string& content_folder) {
  return {load_phrases(content_folder, "zh-CN"), load_phrases(content_folder, "en")};
}

Phrases load_phrases(const std::string& content_folder, std::string_view language) {
  const auto path = fmt::format("{}/simulator/{}.json", content_folder, language);
  std::ifstream file(path);
  std::stringstream text;
  if (!(text << file.rdbuf())) throw std::runtime_error("the content file " + path + " cannot be read");
  auto phrases = base::from_json<Phrases>(text.str());
  if (!phrases || phrases->conversations.empty())
    throw std::runtime_error("the content file " + path + " is not what conversations look like");
  return *std::move(phrases);
}

}  // namespace simulator
