#include "agents/desks.h"

namespace agents {

void Desks::attached(org::PersonId person) {
  std::lock_guard lock(mutex_);
  auto& desk = desks_[person];
  if (++desk.consoles > 1) return;
  desk.come = true;
  desk.gone_since.reset();
}

void Desks::detached(org::PersonId person, base::Time now) {
  std::lock_guard lock(mutex_);
  auto found = desks_.find(person);
  if (found == desks_.end() || found->second.consoles == 0) return;
  auto& desk = found->second;
  if (--desk.consoles > 0) return;
  desk.come = false;
  desk.gone_since = now;
}

void Desks::expect(org::PersonId person, base::Time now) {
  std::lock_guard lock(mutex_);
  auto& desk = desks_[person];
  if (desk.consoles == 0) desk.gone_since = now;
}

Desks::Due Desks::take(base::Time now) {
  std::lock_guard lock(mutex_);
  Due due;
  for (auto it = desks_.begin(); it != desks_.end();) {
    auto& [person, desk] = *it;
    if (std::exchange(desk.come, false)) due.come.insert(person);
    bool over = desk.gone_since && now - *desk.gone_since >= grace;
    if (over) due.gone.emplace(person, *desk.gone_since);
    it = over ? desks_.erase(it) : std::next(it);
  }
  return due;
}

void Desks::put_back(const Due& due) {
  std::lock_guard lock(mutex_);
  for (auto person : due.come)
    if (auto found = desks_.find(person); found != desks_.end() && found->second.consoles > 0)
      found->second.come = true;
  for (const auto& [person, since] : due.gone) {
    auto [place, absent] = desks_.try_emplace(person);
    if (absent) place->second.gone_since = since;
  }
}

}  // namespace agents
