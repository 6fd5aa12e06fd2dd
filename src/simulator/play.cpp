#include "simulator/play.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace simulator {
namespace {

using base::Duration;
using base::Time;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr double seconds_between_visitors = 7;
constexpr std::array<double, subject_count> share_of_subject{0.36, 0.30, 0.28, 0.06};
constexpr Duration first_back_off = seconds{5};
constexpr Duration longest_back_off = seconds{60};
constexpr Duration reminded_after = seconds{70};
constexpr Duration gone_after = seconds{240};
// Whoever came back to a console within it was never away.
constexpr Duration newcomer_stays = minutes{10};
constexpr double share_passed_on = 0.07;  // of chats, by agents who are not the right ones for it
constexpr int longest_chat = 12;          // answers to a newcomer

bool has_one_of(const std::string& text, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const auto& word) { return text.find(word) != std::string::npos; });
}

std::string with_opening(std::string text, const std::string& opening) {
  constexpr std::string_view place = "{opening}";
  if (auto at = text.find(place); at != std::string::npos) text.replace(at, place.size(), opening);
  return text;
}

}  // namespace

Play::Play(const Organisation& organisation, const std::vector<Phrases>& phrases, std::uint64_t seed)
    : organisation_(organisation), phrases_(phrases), dice_(seed), agents_(organisation.agents.size()) {
  for (std::size_t n = 0; n < organisation.agents.size(); ++n)
    agent_of_person_[organisation.agents[n].place.person_id->value] = n;
}

std::vector<Deed> Play::tick(Time now) {
  due_.clear();
  let_come(now);
  welcome_newcomers(now);
  for (auto& [id, visitor] : visitors_) {
    wait(now, visitor);
    collect(now, visitor.planned);
  }
  for (std::size_t n = 0; n < agents_.size(); ++n) {
    for (auto& [chat, talk] : agents_[n].talks) speak(now, n, chat, talk);
    collect(now, agents_[n].planned);
  }
  if (now >= next_look_ && pace_ > 0) {
    next_look_ = now + seconds{1};
    keep_shifts(now);
  }
  for (const auto& deed : due_) {
    if (deed.act != Act::HangUp) continue;
    visitor_of_chat_.erase(visitors_.at(deed.visitor).chat_id);
    visitors_.erase(deed.visitor);
  }
  return std::exchange(due_, {});
}

void Play::collect(Time now, std::deque<std::pair<Time, Deed>>& planned) {
  while (!planned.empty() && planned.front().first <= now) {
    due_.push_back(std::move(planned.front().second));
    planned.pop_front();
  }
}

// --- visitors

void Play::let_come(Time now) {
  if (pace_ <= 0) {
    next_coming_.reset();
    return;
  }
  const auto usual = seconds_between_visitors / (pace_ * volume_);
  if (!next_coming_ || *next_coming_ > now + Dice::from_seconds(usual * 1.5))
    next_coming_ = now + dice_.seconds(0, 1) * 2;
  if (now < *next_coming_ || (try_again_ && now < *try_again_)) return;
  next_coming_ = now + dice_.seconds(usual * 0.5, usual * 1.5);
  if (visitors_.size() >= most_visitors()) return;
  double drawn = dice_.unit();
  std::size_t subject = 0;
  while (subject + 1 < subject_count && (drawn -= share_of_subject[subject]) >= 0) ++subject;
  new_visitor(now, dice_.below(organisation_.cities.size()), static_cast<Subject>(subject), {});
}

Play::Visitor& Play::new_visitor(Time now, std::size_t city, Subject subject, std::optional<org::PersonId> wants) {
  const auto id = ++last_visitor_;
  auto& visitor = visitors_[id];
  visitor.phrases = &phrases_[phrases_.size() > 1 && !wants && dice_.happens(0.03) ? 1 : 0];
  visitor.script = &choose_script(*visitor.phrases, subject, false, dice_);
  visitor.caller = {city, subject, sample_persona(dice_, organisation_.cities[city].region), visitor.phrases->language,
                    wants};
  visitor.opening = spoken(dice_.one_of(visitor.script->openings), visitor.caller.persona);
  visitor.since = now;
  Deed deed;
  deed.act = Act::Come;
  deed.visitor = id;
  deed.text = visitor.opening;
  due_.push_back(std::move(deed));
  return visitor;
}

void Play::came(Time now, std::int64_t id, channels::ChatId chat) {
  auto found = visitors_.find(id);
  if (found == visitors_.end()) return;
  auto& visitor = found->second;
  visitor.chat_id = chat;
  visitor.mood = Mood::Waiting;
  visitor.since = now;
  visitor.patience = now + (visitor.caller.wants ? seconds{180} : pause(100, 260));
  visitor_of_chat_[chat] = id;
  back_off_ = Duration{0};
  try_again_.reset();
}

void Play::could_not_come(Time now, std::int64_t id) {
  visitors_.erase(id);
  back_off_ = std::clamp(back_off_ * 2, first_back_off, longest_back_off);
  try_again_ = now + back_off_;
}

void Play::plan(Visitor& visitor, Time at, Act act, std::string text, int score) {
  Deed deed;
  deed.act = act;
  deed.visitor = visitor_of_chat_.at(visitor.chat_id);
  deed.chat_id = visitor.chat_id;
  deed.text = std::move(text);
  deed.score = score;
  if (!visitor.planned.empty()) at = std::max(at, visitor.planned.back().first);
  visitor.planned.emplace_back(at, std::move(deed));
}

// What a visitor does whom nobody answers.
void Play::wait(Time now, Visitor& visitor) {
  if (!visitor.planned.empty()) return;
  if (visitor.mood == Mood::Waiting) {
    if (now >= visitor.patience) {
      plan(visitor, now, Act::Leave);
      plan(visitor, now + seconds{2}, Act::HangUp);
      visitor.mood = Mood::Leaving;
    } else if (now - visitor.since > reminded_after) {
      plan(visitor, now, Act::Say, dice_.one_of(visitor.phrases->impatient));
      visitor.since = now;
    }
  } else if (visitor.mood == Mood::Talking) {
    if (now - visitor.since > gone_after) {
      plan(visitor, now, Act::Leave);
      plan(visitor, now + seconds{2}, Act::HangUp);
      visitor.mood = Mood::Leaving;
    } else if (now - visitor.since > reminded_after && visitor.reminders++ == 0) {
      plan(visitor, now, Act::Say, dice_.one_of(visitor.phrases->reminders));
    }
  }
}

void Play::visitor_is_answered(Time now, std::int64_t id) {
  auto found = visitors_.find(id);
  if (found == visitors_.end() || found->second.mood != Mood::Waiting) return;
  found->second.mood = Mood::Talking;
  found->second.since = now;
  found->second.reminders = 0;
}

void Play::visitor_heard(Time now, std::int64_t id, const std::string& text) {
  auto found = visitors_.find(id);
  if (found == visitors_.end() || found->second.chat_id.value == 0) return;
  visitor_is_answered(now, id);
  found->second.since = now;
  found->second.reminders = 0;
  if (found->second.mood == Mood::Talking) answer(now, found->second, text);
}

// To words of the script by the script; to others by what stands in them.
void Play::answer(Time now, Visitor& visitor, const std::string& said) {
  const auto& persona = visitor.caller.persona;
  const auto& phrases = *visitor.phrases;
  const auto& turns = visitor.script->turns;
  const auto text = base::ascii_lower(said);
  for (auto turn = visitor.turn; turn < turns.size(); ++turn)
    if (spoken(turns[turn].agent, persona) == said) {
      visitor.turn = turn + 1;
      return plan(visitor, now + pause(3, 9), Act::Say, spoken(dice_.one_of(turns[turn].visitor), persona));
    }
  const bool farewell = has_one_of(text, phrases.farewells);
  if (farewell || visitor.rounds >= longest_chat) {
    plan(visitor, now + pause(3, 7), Act::Say, dice_.one_of(phrases.thanks));
    plan(visitor, now + pause(14, 22), Act::Leave);
    return;
  }
  if (has_one_of(text, phrases.welcomes)) {
    // Simulated agents have read what was asked, and go on by themselves.
    if (std::exchange(visitor.said_again, true) || !visitor.caller.wants) return;
    return plan(visitor, now + pause(3, 8), Act::Say, with_opening(dice_.one_of(phrases.again), visitor.opening));
  }
  ++visitor.rounds;
  for (const auto& reaction : phrases.reactions)
    if (has_one_of(text, reaction.words))
      return plan(visitor, now + pause(4, 10), Act::Say, spoken(dice_.one_of(reaction.answers), persona));
  plan(visitor, now + pause(4, 10), Act::Say, dice_.one_of(phrases.fallbacks));
}

void Play::chat_over(Time now, std::int64_t id) {
  auto found = visitors_.find(id);
  if (found == visitors_.end() || found->second.mood == Mood::Over) return;
  auto& visitor = found->second;
  const bool talked = visitor.mood == Mood::Talking;
  visitor.planned.clear();
  visitor.mood = Mood::Over;
  if (talked && (visitor.caller.wants || dice_.happens(0.4))) {
    const int score = dice_.happens(0.6) ? 5 : dice_.happens(0.6) ? 4 : 1 + static_cast<int>(dice_.below(3));
    plan(visitor, now + pause(2, 6), Act::Rate,
         dice_.one_of(score > 3 ? visitor.phrases->comments : visitor.phrases->bad_comments), score);
  }
  plan(visitor, now + pause(6, 9), Act::HangUp);
}

std::size_t Play::most_visitors() const {
  return std::min<std::size_t>(200, 20 + static_cast<std::size_t>(12 * pace_));
}

// --- agents

std::optional<std::size_t> Play::agent_of(org::PersonId person) const {
  auto found = agent_of_person_.find(person.value);
  return found == agent_of_person_.end() ? std::nullopt : std::optional(found->second);
}

std::size_t Play::city_of(org::PersonId person) const {
  if (auto agent = agent_of(person)) return organisation_.agents[*agent].city;
  for (const auto& leader : organisation_.leaders)
    if (leader.place.person_id == person) return leader.city;
  return organisation_.cities.size();
}

bool Play::drives(org::PersonId person) const {
  auto agent = agent_of(person);
  return agent && !agents_[*agent].newcomers;
}

std::size_t Play::at_work() const {
  return static_cast<std::size_t>(std::count_if(agents_.begin(), agents_.end(), [](const Agent& agent) {
    return !agent.newcomers && agent.state != agents::State::SignedOut;
  }));
}

Deed Play::deed_of(std::size_t agent, Act act) const {
  Deed deed;
  deed.act = act;
  deed.agent = agent;
  return deed;
}

// As many as the pace needs, spread over the cities.
void Play::keep_shifts(Time now) {
  std::array<std::vector<std::size_t>, 2> working;  // who chat, and who take calls
  for (auto& cities : working) cities.resize(organisation_.cities.size());
  auto working_with = [&](std::size_t n) -> std::size_t& {
    return working[organisation_.agents[n].by_phone ? 1 : 0][organisation_.agents[n].city];
  };
  for (std::size_t n = 0; n < agents_.size(); ++n)
    if (agents_[n].wanted && !agents_[n].newcomers) ++working_with(n);
  const auto first = dice_.below(agents_.size());
  for (std::size_t step = 0; step < agents_.size(); ++step) {
    const auto n = (first + step) % agents_.size();
    auto& count = working_with(n);
    const bool needed = count < enough(organisation_.agents[n].by_phone);
    const bool before = agents_[n].wanted;
    keep_shift(now, n, needed);
    if (!before && agents_[n].wanted) ++count;
  }
}

std::size_t Play::enough(bool by_phone) const {
  if (by_phone) return std::min<std::size_t>(7, 3 + static_cast<std::size_t>(pace_ / 2));
  return std::min<std::size_t>(18, 8 + static_cast<std::size_t>(pace_));
}

void Play::keep_shift(Time now, std::size_t n, bool needed) {
  auto& agent = agents_[n];
  if (agent.newcomers && agent.consoles == 0 && agent.left_at && now - *agent.left_at > newcomer_stays &&
      agent.state == agents::State::SignedOut)
    agent.newcomers = false;
  if (agent.newcomers || now < agent.due) return;
  agent.due = now + seconds{5};
  switch (agent.state) {
    case agents::State::SignedOut:
      if (!agent.wanted && !needed) return;
      agent.wanted = true;
      agent.until = now + dice_.seconds(1'800, 7'200);
      due_.push_back(deed_of(n, Act::SignIn));
      return;
    case agents::State::Ready: {
      agent.paused = true;
      const bool goes = now >= agent.until;
      agent.due = now + (goes ? seconds{3} : pause(40, 200));
      auto deed = deed_of(n, Act::Pause);
      const double drawn = dice_.unit();
      deed.text = goes || drawn < 0.7 ? "rest" : drawn < 0.85 ? "meal" : drawn < 0.93 ? "training" : "meeting";
      if (goes) agent.wanted = false;
      due_.push_back(std::move(deed));
      return;
    }
    default:
      if (agent.wanted) {
        agent.due = now + pause(300, 1'500);
        due_.push_back(deed_of(n, Act::BeReady));
      } else if (agent.talks.empty() && agent.planned.empty() && !agent.on_phone) {
        due_.push_back(deed_of(n, Act::SignOut));
      }
  }
}

void Play::agent_failed(Time now, std::size_t agent) {
  agents_[agent].due = std::max(agents_[agent].due, now + seconds{15});
}

void Play::agent_is(Time now, org::PersonId person, agents::State state) {
  if (auto n = agent_of(person)) {
    auto& agent = agents_[*n];
    const auto before = std::exchange(agent.state, state);
    if (!agent.newcomers) {
      if (state == agents::State::SignedOut) {
        agent.talks.clear();
        agent.planned.clear();
      } else if (!agent.wanted && before == agents::State::SignedOut) {
        // It was at work when the program began.
        agent.wanted = true;
        agent.until = now + dice_.seconds(600, 5'400);
        agent.due = now + (state == agents::State::Ready ? pause(300, 1'500) : pause(3, 9));
      } else if (before == agents::State::SignedOut) {
        agent.due = now + pause(2, 8);
      } else if (state == agents::State::NotResponding) {
        agent.due = now + pause(10, 40);
      }
      return;
    }
  }
  const auto city = city_of(person);
  if (state != agents::State::Ready || city == organisation_.cities.size() || !consoles_.contains(person)) {
    newcomers_.erase(person);
  } else if (!newcomers_.contains(person)) {
    newcomers_[person] = {city, now + dice_.seconds(2, 4), {}};
  }
}

void Play::offered(Time now, org::PersonId person, routing::OfferId offer) {
  if (!drives(person)) return;
  auto n = *agent_of(person);
  if (organisation_.agents[n].by_phone) return;  // the phone rings
  auto deed = deed_of(n, Act::Answer);
  deed.offer_id = offer;
  agents_[n].planned.emplace_back(now + dice_.seconds(1.2, 5) * 10 / static_cast<std::int64_t>(10 * tempo()), deed);
  std::sort(agents_[n].planned.begin(), agents_[n].planned.end(),
            [](const auto& one, const auto& other) { return one.first < other.first; });
}

void Play::chat_changed(Time now, const ChatNow& chat) {
  const auto owner = chat.agent_id && chat.state == channels::ChatState::Active && drives(*chat.agent_id)
                         ? agent_of(*chat.agent_id)
                         : std::nullopt;
  for (std::size_t n = 0; n < agents_.size(); ++n) {
    auto found = agents_[n].talks.find(chat.id);
    if (found == agents_[n].talks.end() || owner == n) continue;
    if (chat.state == channels::ChatState::Ended && chat.agent_id == organisation_.agents[n].place.person_id) {
      auto deed = deed_of(n, Act::Record);
      deed.chat_id = chat.id;
      deed.script = found->second.script;
      agents_[n].planned.emplace_back(now + pause(3, 8), deed);
      deed.act = Act::WriteUp;
      agents_[n].planned.emplace_back(now + pause(9, 18), deed);
      std::sort(agents_[n].planned.begin(), agents_[n].planned.end(),
                [](const auto& one, const auto& other) { return one.first < other.first; });
    }
    agents_[n].talks.erase(found);
  }
  if (!owner) return;
  auto [place, fresh] = agents_[*owner].talks.try_emplace(chat.id);
  auto& talk = place->second;
  talk.queue_id = chat.queue_id;
  if (fresh) {
    talk.phrases = &phrases_[0];
    if (auto visitor = visitor_of_chat_.find(chat.id); visitor != visitor_of_chat_.end()) {
      talk.phrases = visitors_.at(visitor->second).phrases;
      talk.script = visitors_.at(visitor->second).script;
      talk.turn = visitors_.at(visitor->second).turn;
      talk.passed_to = another_queue(*owner, visitors_.at(visitor->second), chat.queue_id);
    }
    talk.answered_seq = chat.last_visitor_seq;
    talk.due = now + pause(2, 6);
  } else if (chat.last_visitor_seq > talk.answered_seq) {
    talk.answered_seq = chat.last_visitor_seq;
    if (!talk.closed) talk.due = std::min(talk.due, now + pause(4, 10));
  }
}

void Play::say(std::size_t n, channels::ChatId chat, const std::string& text, const Talk&) {
  Persona persona;
  if (auto visitor = visitor_of_chat_.find(chat); visitor != visitor_of_chat_.end())
    persona = visitors_.at(visitor->second).caller.persona;
  persona.agent = organisation_.agents[n].number;
  auto deed = deed_of(n, Act::Reply);
  deed.chat_id = chat;
  deed.text = spoken(text, persona);
  due_.push_back(std::move(deed));
}

// The next words of an agent: welcome, turn by turn, farewell; then the end.
void Play::speak(Time now, std::size_t n, channels::ChatId id, Talk& talk) {
  if (now < talk.due) return;
  const auto turns = talk.script ? talk.script->turns.size() : 3;
  if (!talk.greeted) {
    talk.greeted = true;
    talk.due = now + pause(5, 10);
    say(n, id, talk.phrases->greetings.front(), talk);
  } else if (talk.passed_to) {
    pass_on(now, n, id, talk);
  } else if (talk.turn < turns) {
    const auto& words = talk.script ? talk.script->turns[talk.turn].agent : dice_.one_of(talk.phrases->anything);
    ++talk.turn;
    talk.due = now + pause(40, 60);
    say(n, id, words, talk);
  } else if (!talk.closed) {
    talk.closed = true;
    talk.due = now + pause(12, 25);
    say(n, id, dice_.one_of(talk.phrases->closings), talk);
  } else {
    talk.due = now + seconds{20};
    auto deed = deed_of(n, Act::End);
    deed.chat_id = id;
    due_.push_back(std::move(deed));
  }
}

// None for most chats, and for one that was passed on before.
std::optional<routing::QueueId> Play::another_queue(std::size_t n, Visitor& visitor, routing::QueueId queue) {
  if (visitor.passed_on || !dice_.happens(share_passed_on)) return std::nullopt;
  auto others = std::vector<routing::QueueId>();
  for (auto other : organisation_.cities[organisation_.agents[n].city].queues)
    if (other != queue && other.value != 0) others.push_back(other);
  if (others.empty()) return std::nullopt;
  visitor.passed_on = true;
  return dice_.one_of(others);
}

// Who cannot give it away keeps it and goes on.
void Play::pass_on(Time now, std::size_t n, channels::ChatId id, Talk& talk) {
  auto deed = deed_of(n, Act::Transfer);
  deed.chat_id = id;
  deed.queue_id = *std::exchange(talk.passed_to, std::nullopt);
  talk.due = now + pause(15, 25);
  say(n, id, dice_.one_of(talk.phrases->handovers), talk);
  agents_[n].planned.emplace_back(now + pause(2, 5), std::move(deed));
  std::sort(agents_[n].planned.begin(), agents_[n].planned.end(),
            [](const auto& one, const auto& other) { return one.first < other.first; });
}

// --- newcomers

void Play::newcomer_came(Time now, org::PersonId person) {
  ++consoles_[person];
  auto n = agent_of(person);
  if (!n) return;
  auto& agent = agents_[*n];
  ++agent.consoles;
  agent.left_at.reset();
  if (!std::exchange(agent.newcomers, true)) let_go(now, *n);
}

void Play::newcomer_left(Time now, org::PersonId person) {
  auto console = consoles_.find(person);
  if (console != consoles_.end() && --console->second <= 0) {
    consoles_.erase(console);
    newcomers_.erase(person);
  }
  auto n = agent_of(person);
  if (n && agents_[*n].consoles > 0 && --agents_[*n].consoles == 0) agents_[*n].left_at = now;
}

// What it had in hand goes to colleagues; who comes finds nothing begun.
void Play::let_go(Time, std::size_t n) {
  auto& agent = agents_[n];
  // What was asked for a moment ago may not have been told of yet.
  const bool at_work = std::exchange(agent.wanted, false) || agent.state != agents::State::SignedOut;
  for (const auto& [id, talk] : agent.talks) {
    auto deed = deed_of(n, Act::HandOn);
    deed.chat_id = id;
    deed.text = talk.phrases->handovers.front();
    agent.planned.emplace_front(Time{}, std::move(deed));
  }
  agent.talks.clear();
  std::erase_if(agent.planned, [](const auto& planned) { return planned.second.act != Act::HandOn; });
  if (at_work) agent.planned.emplace_back(Time{}, deed_of(n, Act::SignOut));
}

// Somebody comes to each who is ready, and when that is over somebody else.
void Play::welcome_newcomers(Time now) {
  if (pace_ <= 0) return;
  for (auto& [person, newcomer] : newcomers_) {
    if (auto n = agent_of(person); n && organisation_.agents[*n].by_phone) continue;
    if (newcomer.visitor && visitors_.contains(*newcomer.visitor)) {
      newcomer.due = now + seconds{20};
      continue;
    }
    if (now < newcomer.due || (try_again_ && now < *try_again_)) continue;
    new_visitor(now, newcomer.city, Subject::General, person);
    newcomer.visitor = last_visitor_;
  }
}

}  // namespace simulator
