#include "telephony/treatment.h"

#include <algorithm>

namespace telephony {
namespace {

// Before an announcement is due the position is asked for.
constexpr base::Duration ask_before{2'000};

bool is_english(const std::string& language) {
  return language.starts_with("en");
}

void append(Words& words, const Words& more) {
  words.parts.insert(words.parts.end(), more.parts.begin(), more.parts.end());
}

}  // namespace

Treatment::Treatment(const base::Messages& messages, QueueVoice voice, std::string language, Opening opening,
                     base::Time now)
    : messages_(&messages), voice_(std::move(voice)), language_(std::move(language)), opening_(opening) {
  if (voice_.tell_position || voice_.tell_wait || voice_.offer_call_back)
    position_at_ = now + std::chrono::seconds{voice_.position_after_seconds};
  if (!(is_english(language_) ? voice_.comfort_en : voice_.comfort).empty())
    comfort_at_ = now + std::chrono::seconds{voice_.position_every_seconds} / 2;
}

std::optional<base::Time> Treatment::due_at() const {
  if (!position_at_ || !comfort_at_) return position_at_ ? position_at_ : comfort_at_;
  return std::min(*position_at_, *comfort_at_);
}

bool Treatment::wants_standing(base::Time now) const {
  return position_at_ && *position_at_ <= now + ask_before;
}

Words Treatment::say(const std::string& key, const base::Fields& fields) const {
  return own(messages_->text(language_, "telephony.spoken." + key, fields));
}

Words Treatment::own(const std::string& text) const {
  Words words{{}, language_};
  if (!text.empty()) words.parts.push_back(spoken(text, true));
  return words;
}

void Treatment::add_position(Words& words) {
  if (voice_.tell_position) append(words, say("position", {{"position", std::to_string(standing_->position)}}));
  const auto wait = standing_->expected_wait_seconds;
  if (voice_.tell_wait && wait)
    append(words, say("wait", {{"minutes", std::to_string(std::max<std::int64_t>(1, (*wait + 30) / 60))}}));
}

// Once offered, it stays open until the end of the wait.
void Treatment::add_offer(Words& words) {
  const auto wait = standing_->expected_wait_seconds;
  if (!voice_.offer_call_back || !wait || *wait < voice_.call_back_after_seconds) return;
  offered_ = true;
  append(words, say("offer_call_back"));
}

std::variant<Words, Music> Treatment::next(base::Time now) {
  music_ = false;
  const auto pause = std::chrono::seconds{voice_.position_every_seconds};
  Words words{{}, language_};
  if (!std::exchange(opened_, true))
    words = opening_ == Opening::Apology ? say("apology")
                                         : own(is_english(language_) ? voice_.greeting_en : voice_.greeting);
  if (position_at_ && *position_at_ <= now && standing_) {
    add_position(words);
    add_offer(words);
    position_at_ = now + pause;
    if (comfort_at_) comfort_at_ = now + pause / 2;
    standing_.reset();
  } else if (comfort_at_ && *comfort_at_ <= now) {
    append(words, own(is_english(language_) ? voice_.comfort_en : voice_.comfort));
    comfort_at_ = now + pause;
  }
  if (!words.parts.empty()) return words;
  music_ = true;
  return Music{voice_.music_prompt_id};
}

}  // namespace telephony
