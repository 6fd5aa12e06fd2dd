#pragma once
// What visitors and agents of the sample say, from content/simulator/LANGUAGE.json: words of
// greeting and parting, and conversations turn by turn. Read once at the start; const.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/describe.h"
#include "simulator/dice.h"

namespace simulator {

// What conversations and queues of the sample are about.
enum class Subject { General, Tv, Broadband, Complaint };
BOOST_DESCRIBE_ENUM(Subject, General, Tv, Broadband, Complaint)
inline constexpr std::size_t subject_count = 4;

struct Turn {
  std::string agent;
  std::vector<std::string> visitor;  // one of these is the answer
};
BOOST_DESCRIBE_STRUCT(Turn, (), (agent, visitor))

// Keys are those of the shipped dictionaries.
struct Script {
  std::string key;
  Subject subject = Subject::General;
  std::int64_t weight = 1;
  std::optional<bool> outage;  // what is said when a whole district is out
  std::string kind;
  std::string business_line;
  std::string disposition;
  std::string urgency;
  std::optional<std::string> responsibility;
  std::string note;
  std::vector<std::string> openings;
  std::vector<Turn> turns;
};
BOOST_DESCRIBE_STRUCT(Script, (),
                      (key, subject, weight, outage, kind, business_line, disposition, urgency, responsibility, note,
                       openings, turns))

// What a visitor answers to words in which one of these occurs.
struct Reaction {
  std::vector<std::string> words;
  std::vector<std::string> answers;
};
BOOST_DESCRIBE_STRUCT(Reaction, (), (words, answers))

// All of one language.
struct Phrases {
  std::string language;
  // Of agents; "anything" where no script fits.
  std::vector<std::string> greetings, closings, handovers, anything;
  // Of visitors; "again" says what the matter was.
  std::vector<std::string> impatient, reminders, again, fallbacks, thanks, comments, bad_comments;
  // By which a visitor knows that an agent bids welcome or farewell.
  std::vector<std::string> welcomes, farewells;
  std::vector<Reaction> reactions;
  std::vector<Script> conversations;
};
BOOST_DESCRIBE_STRUCT(Phrases, (),
                      (language, greetings, closings, handovers, anything, impatient, reminders, again, fallbacks,
                       thanks, comments, bad_comments, welcomes, farewells, reactions, conversations))

// Who speaks in a conversation: what stands for {name}, {phone} and so on.
struct Persona {
  std::string name, phone, contract, address, package, agent;
};
std::string spoken(std::string_view text, const Persona& persona);
// One of the sample's customers.
Persona sample_persona(Dice& dice, const std::string& region);

// One by weight among those of the subject; among those of an outage when there is one.
const Script& choose_script(const Phrases& phrases, Subject subject, bool outage, Dice& dice);

// Of all languages, the most spoken first. Both throw std::runtime_error with a sentence.
std::vector<Phrases> load_all_phrases(const std::string& content_folder);
Phrases load_phrases(const std::string& content_folder, std::string_view language);

}  // namespace simulator
