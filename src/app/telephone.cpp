#include "app/telephone.h"

#include "base/log.h"
#include "lines/lines.h"

namespace app {
namespace {

constexpr int service_unavailable = 503;  // RFC 3261 §21.5.4

voice::EngineSettings settings_of(const Configuration& configuration, const std::string& certificate,
                                  const std::string& key) {
  voice::EngineSettings settings;
  settings.sip = *voice::Address::from(configuration.sip->host, configuration.sip->port);
  settings.certificate_file = certificate;
  settings.key_file = key;
  if (!configuration.sip_advertised.empty())
    settings.advertised = voice::Address::from(configuration.sip_advertised, configuration.sip->port);
  settings.media.local = settings.sip;
  settings.media.first_port = configuration.rtp.first;
  settings.media.last_port = configuration.rtp.last;
  settings.realm = lines::Lines::realm;
  return settings;
}

}  // namespace

Telephone::Telephone(const org::Platform& platform, const Configuration& configuration, const std::string& certificate,
                     const std::string& key, Calls calls)
    : advertised_(configuration.sip_advertised),
      calls_(std::move(calls)),
      engine_(std::make_unique<voice::NetworkEngine>(
          settings_of(configuration, certificate, key), [&ids = platform.ids] { return ids.next(); },
          [this](const voice::Event& event) { hear(event); })) {
  keeper_ = std::make_unique<lines::Keeper>(platform, *engine_);
  hearing_ = keeper_.get();
}

void Telephone::hear(const voice::Event& event) {
  if (const auto* media = std::get_if<voice::media::Event>(&event))
    if (const auto* closed = std::get_if<voice::media::LegClosed>(media)) {
      received_ += static_cast<std::int64_t>(closed->quality.packets_received);
      lost_ += static_cast<std::int64_t>(closed->quality.packets_lost);
    }
  auto* keeper = hearing_.load();
  if (!keeper || keeper->take(event)) return;
  if (!calls_ || !calls_(event)) refuse(event);
}

void Telephone::refuse(const voice::Event& event) {
  const auto* signalled = std::get_if<voice::SignallingEvent>(&event);
  const auto* arrived = signalled ? std::get_if<voice::LegArrived>(signalled) : nullptr;
  if (arrived) engine_->post(voice::SignallingCommand(voice::Refuse{arrived->leg, service_unavailable}));
}

lines::Telephony Telephone::described() const {
  const auto at = engine_->listening();
  const auto shown = advertised_.empty() ? at : voice::Address::from(advertised_, at.port()).value_or(at);
  return {true, shown.text(), std::string(lines::Lines::realm)};
}

Telephone::Counts Telephone::counts() const {
  const auto pulse = engine_->pulse();
  return {pulse.legs, received_, lost_, keeper_->locked_sources(), pulse.media.overruns};
}

monitoring::Measure Telephone::life() const {
  const auto pulse = engine_->pulse();
  const auto silent = std::chrono::duration<double>(std::chrono::steady_clock::now() - pulse.seen_at).count();
  monitoring::Measure measure{.value = silent};
  measure.figures = {{"legs", static_cast<double>(pulse.legs), monitoring::ReadingUnit::Count},
                     {"late_ticks", static_cast<double>(pulse.media.overruns), monitoring::ReadingUnit::Count}};
  // The media thread ticks fifty times a second.
  if (ticks_seen_.exchange(pulse.media.ticks) == pulse.media.ticks) {
    measure.at_least = monitoring::Severity::Critical;
    measure.note = "failed";
  }
  return measure;
}

monitoring::Probe trunks_probe(db::Database& database, int node) {
  return {{"trunks_down", monitoring::ReadingUnit::Count, monitoring::Bad::High, 1, {}, 2, 2},
          [&database, node](base::Time) {
            const auto count = database.read([&](db::Transaction& tx) { return lines::Lines::trunk_count(tx, node); });
            monitoring::Measure measure{.value = count.down};
            // Nobody can be reached then.
            if (count.down > 0 && count.down == count.active) measure.at_least = monitoring::Severity::Critical;
            measure.figures = {{"trunks", static_cast<double>(count.active), monitoring::ReadingUnit::Count},
                               {"up", static_cast<double>(count.up), monitoring::ReadingUnit::Count}};
            return measure;
          }};
}

}  // namespace app
