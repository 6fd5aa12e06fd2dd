#include "lines/keeper.h"

#include "base/log.h"
#include "lines/verbs.h"

namespace lines {
namespace {

using namespace std::chrono_literals;

voice::TransportKind kind_of(Transport transport) {
  switch (transport) {
    case Transport::Tcp:
      return voice::TransportKind::Tcp;
    case Transport::Tls:
      return voice::TransportKind::Tls;
    case Transport::Udp:
      break;
  }
  return voice::TransportKind::Udp;
}

voice::Security security_of(SoundSecurity security) {
  switch (security) {
    case SoundSecurity::Offered:
      return voice::Security::Offered;
    case SoundSecurity::Required:
      return voice::Security::Required;
    case SoundSecurity::Never:
      break;
  }
  return voice::Security::Never;
}

voice::TrunkSettings settings_of(const keys::KeyRing& keys, const TrunkRow& row) {
  voice::TrunkSettings settings;
  settings.trunk = row.id;
  settings.host = row.host;
  settings.port = static_cast<std::uint16_t>(row.port);
  settings.transport = kind_of(row.transport);
  settings.domain = row.domain;
  settings.user = row.login;
  settings.password = open_secret(keys, row.sealed_password, secret_context(row.id, "password"));
  settings.registers = row.registers;
  settings.registration = std::chrono::seconds(row.registration_seconds);
  settings.pings = row.pings;
  settings.addresses = row.addresses;
  settings.inbound_user = row.inbound_login;
  settings.inbound_password =
      open_secret(keys, row.sealed_inbound_password, secret_context(row.id, "inbound_password"));
  settings.security = security_of(row.security);
  settings.codecs.clear();
  for (const auto codec : row.codecs)
    settings.codecs.push_back(codec == Codec::Pcma ? voice::media::Codec::Pcma : voice::media::Codec::Pcmu);
  settings.calls_max = static_cast<int>(row.calls_max);
  return settings;
}

voice::PutPhone settings_of(const keys::KeyRing& keys, const PhoneRow& row) {
  const auto digests = open_secret(keys, row.sealed_digests, digests_context(row.id));
  const auto space = digests.find(' ');
  voice::PutPhone put{row.id, row.login, digests.substr(0, space), "", security_of(row.security)};
  if (space != digests.npos) put.ha1_sha256 = digests.substr(space + 1);
  return put;
}

}  // namespace

void Keeper::start() {
  forget();
  thread_ = std::thread([this] { run(); });
  platform_.database.read([this](db::Transaction& tx) {
    for (const auto& row : all<TrunkRow>(tx)) queue([this, id = row.id] { put(id); });
    for (const auto& row : all<PhoneRow>(tx)) queue([this, id = row.id] { put(id); });
  });
}

void Keeper::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  woken_.notify_one();
  thread_.join();
  try {
    forget();
  } catch (const std::exception& failure) {
    base::log::warning("lines", "the states of trunks and phones stay as they are: {}", failure.what());
  }
}

void Keeper::changed(const std::vector<events::Event>& batch) {
  for (const auto& event : batch) {
    if (event.type == TrunkChanged::type) queue([this, id = TrunkId{event.subject_id}] { put(id); });
    if (event.type == PhoneChanged::type) queue([this, id = PhoneId{event.subject_id}] { put(id); });
  }
}

bool Keeper::take(const voice::Event& event) {
  const auto* signalled = std::get_if<voice::SignallingEvent>(&event);
  if (!signalled) return false;
  const auto now = platform_.clock.now();
  if (const auto* trunk = std::get_if<voice::TrunkChanged>(signalled)) {
    queue([this, change = *trunk, now] { write_down(change, now); });
    return true;
  }
  if (const auto* phone = std::get_if<voice::PhoneChanged>(signalled)) {
    queue([this, change = *phone, now] { write_down(change, now); });
    return true;
  }
  if (const auto* source = std::get_if<voice::SourceLocked>(signalled)) {
    ++locked_;
    base::log::warning("lines", "{} guesses, scans or floods: it is not heard for {} s", source->address,
                       source->time.count());
    return true;
  }
  return false;
}

void Keeper::settle() {
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return waiting_.empty(); });
}

void Keeper::queue(Work work) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(work));
  }
  woken_.notify_one();
}

void Keeper::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    woken_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const auto work = waiting_.front();
    lock.unlock();
    carry_out(work);
    lock.lock();
    waiting_.pop_front();
    if (waiting_.empty()) done_.notify_all();
  }
}

void Keeper::carry_out(const Work& work) {
  while (true) {
    try {
      work();
      return;
    } catch (const std::exception& failure) {
      base::log::error("lines", "trunks and phones: {}", failure.what());
    }
    std::unique_lock lock(mutex_);
    if (woken_.wait_for(lock, 1s, [this] { return stopping_; })) return;
  }
}

void Keeper::put(TrunkId id) {
  const auto row = platform_.database.read([&](db::Transaction& tx) { return find<TrunkRow>(tx, id); });
  // Of what is put anew the engine knows nothing until it has asked.
  write_down({id, voice::TrunkState::Unknown, 0}, platform_.clock.now());
  if (row && row->active)
    engine_.post(voice::PutTrunk{settings_of(platform_.keys, *row)});
  else
    engine_.post(voice::RemoveTrunk{id});
}

void Keeper::put(PhoneId id) {
  const auto row = platform_.database.read([&](db::Transaction& tx) { return find<PhoneRow>(tx, id); });
  if (row && row->active)
    engine_.post(settings_of(platform_.keys, *row));
  else {
    engine_.post(voice::RemovePhone{id});
    write_down({id, false, "", ""}, platform_.clock.now());
  }
}

// A trunk of which nothing is known has no row; neither has one that is gone meanwhile.
void Keeper::write_down(const voice::TrunkChanged& change, base::Time at) {
  platform_.database.write([&](db::Transaction& tx) {
    const auto trunk = find<TrunkRow>(tx, change.trunk);
    const auto stored = find_state(tx, change.trunk, platform_.node);
    const bool is_known = trunk && trunk->active && change.state != voice::TrunkState::Unknown;
    if (!is_known && !stored) return;
    TrunkState state = stored.value_or(TrunkState{platform_.ids.make<StateId>(), change.trunk, platform_.node});
    const auto now_is = change.state == voice::TrunkState::Up ? LineState::Up : LineState::Down;
    if (!stored || stored->state != now_is) state.since = at;
    state.state = now_is;
    state.status = change.status;
    if (is_known)
      lines::put(tx, state);
    else
      tx.execute("DELETE FROM trunk_state WHERE id = ?1", state.id);
    events::append(tx, {at, {}, trunk ? trunk->centre_id.value : 0, state.id.value},
                   TrunkStateChanged{state.id, state.trunk_id, platform_.node, state.state, state.status});
  });
}

void Keeper::write_down(const voice::PhoneChanged& change, base::Time at) {
  platform_.database.write([&](db::Transaction& tx) {
    const auto phone = find<PhoneRow>(tx, change.phone);
    const auto stored = find_state(tx, change.phone, platform_.node);
    if ((!phone || !change.signed_in) && !stored) return;
    PhoneState state = stored.value_or(PhoneState{platform_.ids.make<StateId>(), change.phone, platform_.node});
    if (!stored || stored->signed_in != change.signed_in) state.since = at;
    state.signed_in = change.signed_in;
    state.address = change.address;
    state.user_agent = change.user_agent;
    if (phone)
      lines::put(tx, state);
    else
      tx.execute("DELETE FROM phone_state WHERE id = ?1", state.id);
    events::append(tx, {at, {}, phone ? phone->centre_id.value : 0, state.id.value},
                   PhoneStateChanged{state.id, state.phone_id, platform_.node, state.signed_in});
  });
}

void Keeper::forget() {
  platform_.database.write([&](db::Transaction& tx) {
    if (erase_states(tx, platform_.node))
      events::append(tx, {platform_.clock.now(), {}, 0, 0}, LineStatesForgotten{platform_.node});
  });
}

}  // namespace lines
