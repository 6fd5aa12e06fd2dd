#include "app/program.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "access/events.h"
#include "access/live.h"
#include "access/rights.h"
#include "agents/rights.h"
#include "base/log.h"
#include "channels/rights.h"
#include "channels/webchat/feed.h"
#include "commitments/rights.h"
#include "contacts/rights.h"
#include "content/rights.h"
#include "customers/rights.h"
#include "db/filling.h"
#include "db/migrations.h"
#include "http/tls.h"
#include "ivr/rights.h"
#include "lines/rights.h"
#include "monitoring/probes.h"
#include "monitoring/rights.h"
#include "reporting/rights.h"
#include "routing/rights.h"
#include "simulator/rights.h"
#include "simulator/sample.h"
#include "telephony/recordings/rights.h"
#include "telephony/rights.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// Nothing but our own files, and no inline script or style. The console's frames show
// mail with a policy of their own.
constexpr std::string_view content_policy =
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

std::vector<org::Right> all_rights() {
  auto rights = org::access_rights();
  for (auto right : customers::customer_rights()) rights.push_back(right);
  for (auto right : contacts::contact_rights()) rights.push_back(right);
  for (auto right : content::content_rights()) rights.push_back(right);
  for (auto right : agents::agent_rights()) rights.push_back(right);
  for (auto right : routing::routing_rights()) rights.push_back(right);
  for (auto right : lines::line_rights()) rights.push_back(right);
  for (auto right : ivr::flow_rights()) rights.push_back(right);
  for (auto right : telephony::telephony_rights()) rights.push_back(right);
  for (auto right : telephony::recording_rights()) rights.push_back(right);
  for (auto right : commitments::commitment_rights()) rights.push_back(right);
  for (auto right : channels::channel_rights()) rights.push_back(right);
  for (auto right : simulator::simulator_rights()) rights.push_back(right);
  for (auto right : reporting::report_rights()) rights.push_back(right);
  for (auto right : monitoring::monitoring_rights()) rights.push_back(right);
  return rights;
}

std::vector<std::string> load_lines(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("the content file " + path + " cannot be read");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);)
    if (!line.empty() && line.front() != '#') lines.push_back(line);
  return lines;
}

// The key beside the data folder belongs to the data in it: a new one is made only for a new database.
bool make_master_key(const Configuration& configuration, db::Database& database) {
  auto is_new = database.read([](db::Transaction& tx) { return tx.query("SELECT 1 FROM data_key LIMIT 1").empty(); });
  bool makes = is_new && !fs::exists(configuration.master_key_path());
  keys::load_master_key(configuration.master_key_path(), is_new);
  return makes;
}

std::string url_of(std::string_view scheme, const Address& address, std::uint16_t port) {
  bool v6 = address.host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", scheme, v6 ? "[" : "", address.host, v6 ? "]" : "", port);
}

std::vector<http::Header> security_headers(bool secure) {
  std::vector<http::Header> headers{{"Content-Security-Policy", std::string(content_policy)},
                                    {"X-Content-Type-Options", "nosniff"},
                                    {"Referrer-Policy", "same-origin"},
                                    {"Cross-Origin-Opener-Policy", "same-origin"},
                                    {"Cross-Origin-Resource-Policy", "same-origin"}};
  if (secure) headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  return headers;
}

// The refusal that the server itself met, as an error of the API.
base::Error error_of(int status, std::string_view key) {
  for (auto code : {base::Code::BadRequest, base::Code::NotFound, base::Code::MethodNotAllowed,
                    base::Code::RequestTimeout, base::Code::TooLarge, base::Code::UnsupportedMedia,
                    base::Code::RangeNotSatisfiable, base::Code::HeadersTooLarge, base::Code::Unavailable})
    if (base::http_status(code) == status) return {code, std::string(key), {}, {}};
  return {status < 500 ? base::Code::BadRequest : base::Code::Internal, std::string(key), {}, {}};
}

}  // namespace

std::unique_ptr<db::Database> open_database(const Configuration& configuration) {
  fs::create_directories(configuration.data);
  fs::permissions(configuration.data, fs::perms::owner_all);
  auto database = configuration.database.empty() ? db::open_sqlite({.path = configuration.data + "/yingda.db"})
                                                 : db::open_postgres({.url = configuration.database});
  database->migrate(db::shipped_migrations());
  database->write([](db::Transaction& tx) { events::settle_positions(tx); });
  return database;
}

Core::Core(const Configuration& given, const Assets& found)
    : configuration(given),
      assets(found),
      ids(clock, given.node),
      database(open_database(given)),
      made_master_key(make_master_key(given, *database)),
      keys(*database, keys::load_master_key(given.master_key_path(), false)),
      messages(base::Messages::load(found.content + "/messages")),
      platform{*database, clock, ids, keys, given.node},
      access(platform, all_rights(), load_lines(found.content + "/common_passwords.txt")),
      calendars(platform),
      dictionaries(platform),
      wording(platform),
      monitoring(platform),
      notices(platform, messages),
      files(files_folder(), keys),
      customers(platform, files, messages),
      agents(platform),
      routing(platform),
      ivr(platform),
      prompts(platform, files),
      commitments(platform),
      lines(platform),
      recordings(platform, given.data + "/recordings"),
      contacts(platform),
      telephony(platform),
      relays(platform),
      images(images::find_program()),
      webchat(platform, files, images, messages),
      replies(platform),
      reporting(platform, messages) {
  agents.set_workload(routing);
  customers.add_references(contacts);
  ivr.add_users(lines);
  ivr.add_users(telephony);
  prompts.add_users(telephony);
}

Core open_existing(const Configuration& configuration) {
  auto proof = configuration.database.empty() ? configuration.data + "/yingda.db" : configuration.data;
  if (!fs::exists(proof))
    throw std::runtime_error("there is no data in " + configuration.data +
                             ": is --data right, and was a server started?");
  return Core(configuration, find_assets(configuration.assets));
}

Program::Program(const Configuration& configuration, const Assets& assets)
    : core_(configuration, assets),
      api_(core_.access, core_.messages),
      hub_(*core_.database),
      pump_(*core_.database),
      jobs_(*core_.database, core_.clock, core_.ids, {}),
      presence_("presence", 1s, [this] { core_.agents.tick(core_.clock.now()); }),
      clocks_("commitments", 1s, [this] { core_.commitments.tick(core_.clock.now()); }),
      boards_("reporting", 1s, [this] { hub_.changed(core_.reporting.changed_figures()); }),
      health_("monitoring", monitoring::sample_interval, [this] { core_.monitoring.sample(); }),
      shard_(core_.platform) {
  org::add_access_endpoints(api_, core_.access);
  customers::add_customer_endpoints(api_, core_.customers);
  calendars::add_calendar_endpoints(api_, core_.calendars);
  dictionaries::add_dictionary_endpoints(api_, core_.dictionaries);
  wording::add_wording_endpoints(api_, core_.wording);
  monitoring::add_monitoring_endpoints(api_, core_.monitoring);
  monitoring::add_notice_endpoints(api_, core_.notices);
  agents::add_agent_endpoints(api_, core_.agents);
  routing::add_routing_endpoints(api_, core_.routing);
  ivr::add_flow_endpoints(api_, core_.ivr, core_.prompts, core_.messages);
  commitments::add_commitment_endpoints(api_, core_.commitments);
  lines::add_line_endpoints(api_, core_.lines);
  telephony::add_recording_endpoints(api_, core_.recordings, core_.telephony);
  contacts::add_contact_endpoints(api_, core_.contacts);
  telephony::add_telephony_endpoints(api_, core_.telephony);
  telephony::add_relay_endpoints(api_, core_.relays);
  channels::add_webchat_endpoints(api_, core_.webchat);
  channels::add_reply_endpoints(api_, core_.replies);
  simulator::add_demo_endpoints(api_, core_.access, life_);
  reporting::add_report_endpoints(api_, core_.reporting);
}

Program::~Program() {
  stop();
}

void Program::start() {
  const char* given = std::getenv("YINGDA_ADMIN_PASSWORD");
  auto made_up = core_.access.ensure_ground(core_.assets.content, given ? given : "");
  load_content();
  if (core_.configuration.demo) {
    // What a stopped machine leaves unfinished is refused at the next start anyway.
    db::fill_in(core_.platform.database, [this] {
      simulator::fill_sample(
          core_.platform, sample_parts(),
          {.content_folder = core_.assets.content, .history_days = core_.configuration.demo_history});
      core_.reporting.catch_up();
    });
  }
  if (core_.made_master_key)
    greeting_.push_back("The master key is in " + core_.configuration.master_key_path() +
                        ". Keep a copy away from this machine: without it nothing sealed can be read.");
  if (!made_up.empty()) greeting_.push_back("Sign in as admin with the password " + made_up + " (shown only now).");
  if (core_.configuration.demo) greet_newcomers();
  if (core_.configuration.demo)
    life_ = std::make_unique<simulator::Life>(core_.platform, sample_parts(), core_.contacts, core_.assets.content);
  core_.telephony.close_broken();
  add_topics();
  add_telephone();
  add_readers();
  add_schedules();
  widget_ = std::make_unique<WidgetPages>(core_.assets, core_.webchat, core_.configuration.demo ? demo_site() : "");
  hub_.start();
  pump_.start();
  add_server();
  add_gauges();
  add_probes();
  core_.monitoring.prepare();
  server_->start();
  if (telephone_) calls_->exchange().start();
  if (telephone_) telephone_->start();
  // The lock on the data folder says that no other server is at this file.
  if (core_.database->engine() == db::Engine::Sqlite)
    core_.database->write([this](db::Transaction& tx) { jobs::end_leases(tx, core_.clock.now()); });
  jobs_.start();
  presence_.start();
  clocks_.start();
  boards_.start();
  shard_.start();
  core_.webchat.feed().start();
  health_.start();
  if (life_ && core_.configuration.http)
    life_->start(core_.configuration.http->host, server_->port(0),
                 telephone_ ? std::optional(telephone_->listening()) : std::nullopt, core_.configuration.demo_pace);
}

simulator::Parts Program::sample_parts() {
  return {core_.access,    core_.customers, core_.agents,  core_.routing, core_.webchat,  core_.replies,
          core_.calendars, core_.ivr,       core_.prompts, core_.lines,   core_.telephony};
}

void Program::console_came(org::PersonId person) {
  core_.agents.desk_attached(person);
  if (life_) life_->console_came(person);
}

void Program::console_went(org::PersonId person) {
  core_.agents.desk_detached(person);
  if (life_) life_->console_went(person);
}

// The key of the site that the demo's pages embed.
std::string Program::demo_site() {
  auto sites = core_.webchat.sites(org::system_actor(), {}, {1, {}});
  return sites && !sites->items.empty() ? sites->items[0].site_key : "";
}

void Program::greet_newcomers() {
  greeting_.push_back("A sample organisation is filled in. Everybody signs in with the password: " +
                      std::string(simulator::sample_password));
  for (const auto& [login, role, role_en] : simulator::sample_sign_ins(core_.access))
    greeting_.push_back(fmt::format("  {:16} {}", login, role));
}

// Rules refer to kinds of contact, so dictionaries come first.
void Program::load_content() {
  core_.dictionaries.load_packs(core_.assets.content);
  core_.calendars.load_packs(core_.assets.content);
  core_.wording.load_packs(core_.assets.content);
  core_.ivr.load_packs(core_.assets.content);
  core_.commitments.load_packs(core_.assets.content);
}

void Program::add_topics() {
  org::add_access_topics(hub_, core_.platform);
  customers::add_customer_topics(hub_, core_.customers, core_.messages);
  calendars::add_calendar_topics(hub_);
  dictionaries::add_dictionary_topics(hub_);
  wording::add_wording_topics(hub_);
  monitoring::add_monitoring_topics(hub_);
  agents::add_agent_topics(hub_);
  routing::add_routing_topics(hub_);
  ivr::add_flow_topics(hub_);
  commitments::add_commitment_topics(hub_);
  lines::add_line_topics(hub_);
  contacts::add_contact_topics(hub_);
  telephony::add_telephony_topics(hub_, core_.telephony);
  channels::add_webchat_topics(hub_, core_.webchat);
  channels::add_reply_topics(hub_);
  reporting::add_report_topics(hub_, core_.platform);
  hub_.set_renewal([](const events::Event& event) { return org::changes_rights(event.type); });
}

void Program::add_readers() {
  agents::add_agent_readers(pump_, core_.agents);
  ivr::add_flow_readers(pump_);
  contacts::add_contact_readers(pump_, core_.contacts);
  channels::add_webchat_readers(pump_, core_.webchat);
  reporting::add_report_readers(pump_, core_.reporting);
  pump_.add_live([this](const std::vector<events::Event>& batch) {
    for (const auto& event : batch)
      if (org::changes_rights(event.type)) core_.access.forget_actors();
    core_.wording.changed(batch);
    hub_.changed(batch);
    core_.webchat.feed().changed(batch);
    if (telephone_) telephone_->keeper().changed(batch);
    if (calls_) calls_->exchange().changed(batch);
    if (life_) life_->changed(batch);
    shard_.wake();
  });
}

void Program::add_schedules() {
  customers::add_customer_jobs(jobs_, core_.customers);
  monitoring::add_notice_jobs(jobs_, core_.notices);
  agents::add_agent_jobs(jobs_, core_.agents);
  telephony::add_recording_jobs(jobs_, core_.recordings);
  channels::add_webchat_jobs(jobs_, core_.webchat);
  jobs_.schedule("reporting.watch", 5s, [this] { core_.reporting.watch(); });
  jobs_.schedule("access.end_expired_sessions", 60s, [this] { core_.access.end_expired_sessions(); });
  jobs_.schedule("files.sweep", 3600s, [this] { core_.files.sweep(*core_.database, core_.clock.now()); });
  jobs_.schedule("events.archive", 24h, [this] {
    events::archive(*core_.database, core_.archive_folder(), core_.clock.now() - std::chrono::days{90});
  });
  jobs_.schedule("monitoring.forget_old", 3600s, [this] { core_.monitoring.forget_old(); });
  // Each node has a chain of its own to seal.
  jobs_.schedule(fmt::format("access.seal_audit.{}", core_.configuration.node), 60s,
                 [this] { core_.access.seal_audit(); });
}

// Of our TLS listener; "" without one.
std::string Program::certificate_path() const {
  const auto& configuration = core_.configuration;
  if (!configuration.https) return "";
  return configuration.certificate.empty() ? configuration.data + "/certificate.pem" : configuration.certificate;
}

// Of what is at certificate_path().
std::string Program::key_path() const {
  const auto& configuration = core_.configuration;
  if (!configuration.https) return "";
  return configuration.certificate.empty() ? configuration.data + "/certificate.key" : configuration.key;
}

void Program::add_telephone() {
  const auto& configuration = core_.configuration;
  if (!configuration.sip) return;
  // SIP over TLS shows what HTTPS shows, which is made at the first start.
  if (configuration.https) make_certificate();
  calls_ = std::make_unique<Calls>(core_.platform, core_.messages, core_.ivr, core_.prompts, core_.recordings);
  try {
    telephone_ = make_telephone(configuration);
  } catch (const std::runtime_error&) {
    if (!configuration.sip_elsewhere) throw;
    auto elsewhere = configuration;
    elsewhere.sip->port = 0;
    telephone_ = make_telephone(elsewhere);
  }
  core_.recordings.close_broken();
  calls_->exchange().connect_engine(telephone_->engine());
  core_.telephony.set_exchange(calls_->exchange());
  core_.lines.set_telephony(telephone_->described());
}

std::unique_ptr<Telephone> Program::make_telephone(const Configuration& configuration) {
  return std::make_unique<Telephone>(core_.platform, configuration, certificate_path(), key_path(),
                                     [this](const voice::Event& event) {
                                       calls_->exchange().tell(event);
                                       return true;
                                     });
}

// One of our own, where none is given.
void Program::make_certificate() {
  const auto& configuration = core_.configuration;
  if (!configuration.certificate.empty() || fs::exists(certificate_path())) return;
  auto names = configuration.hosts;
  names.push_back(configuration.https->host);
  http::make_self_signed(certificate_path(), key_path(), names);
}

void Program::add_server() {
  const auto& configuration = core_.configuration;
  http::Options options;
  if (configuration.http) options.listeners.push_back({configuration.http->host, configuration.http->port, false});
  if (configuration.https) options.listeners.push_back({configuration.https->host, configuration.https->port, true});
  options.hosts = configuration.hosts;
  options.trusted_proxy = configuration.trusted_proxy;
  options.certificate_file = certificate_path();
  options.key_file = key_path();
  if (configuration.https) make_certificate();
  options.worker_threads = configuration.workers;
  options.always = security_headers(configuration.https.has_value() && !configuration.http);
  options.error_page = [this](int status, std::string_view key, const http::Request& request) {
    auto response = api_.error(error_of(status, key), api_.language_of(request), request.trace_id);
    response.status = status;
    return response;
  };
  options.finished = [this](const http::Request& request, std::string_view route, int status, double seconds) {
    metrics_.observe_seconds("yingda_http_request_seconds", "Requests by route and status.",
                             {{"route", std::string(route)}, {"status", std::to_string(status)}}, seconds);
    if (status >= 500) base::log::warning("http", "{} answered {} for {}", request.trace_id, status, route);
  };
  server_ = std::make_unique<http::Server>(std::move(options));
  api_.mount(*server_);
  server_->add(org::live_route(api_, core_.access, core_.messages, hub_,
                               {[this](org::PersonId person) { console_came(person); },
                                [this](org::PersonId person) { console_went(person); }}));
  server_->add(channels::webchat_route(api_, core_.webchat));
  server_->add({http::Method::Get, "/healthz", [this](http::Request&) { return health(); }, http::Body::None, true});
  server_->add({http::Method::Get, "/metrics", [this](http::Request& r) { return scrape(r); }, http::Body::None, true});
  server_->add({http::Method::Get, "/api/openapi.json", [this](http::Request&) {
                  http::Response response{.status = 200, .body = api_.openapi()};
                  response.with("Content-Type", "application/json");
                  return response;
                }});
  if (core_.assets.console.empty())
    base::log::warning("app", "the console was not built: web/dist is missing");
  else
    server_->set_fallback(console_files());
}

// The console's own addresses are paths without a file behind them; those of the API are not its.
http::Handler Program::console_files() {
  return [this, files = http::static_files(core_.assets.console)](http::Request& request) {
    if (auto page = widget_->answer(request)) return *std::move(page);
    if (!request.path.starts_with("/api/")) return files(request);
    return api_.error({base::Code::NotFound, "not_found", {}, {}}, api_.language_of(request), request.trace_id);
  };
}

void Program::add_gauges() {
  metrics_.gauge("yingda_http_connections", "Open HTTP connections.",
                 [this] { return static_cast<double>(server_->counts().connections); });
  metrics_.gauge("yingda_http_waiting", "Requests that wait for a worker.",
                 [this] { return static_cast<double>(server_->counts().waiting); });
  metrics_.gauge("yingda_live_sockets", "Open live feeds.",
                 [this] { return static_cast<double>(hub_.counts().sockets); });
  metrics_.gauge("yingda_live_frames_sent", "Frames sent to live feeds since the start.",
                 [this] { return static_cast<double>(hub_.counts().frames_sent); });
  metrics_.gauge("yingda_event_lag", "Events that the slowest reader has not read.",
                 [this] { return static_cast<double>(pump_.lag()); });
  metrics_.gauge("yingda_jobs_waiting", "Jobs that wait.",
                 [this] { return static_cast<double>(jobs_.counts().waiting); });
  metrics_.gauge("yingda_jobs_failed", "Jobs that failed for good.",
                 [this] { return static_cast<double>(jobs_.counts().failed); });
  metrics_.gauge("yingda_agents_signed_in", "Agents that are signed in.",
                 [this] { return static_cast<double>(core_.agents.counts().signed_in); });
  metrics_.gauge("yingda_agents_ready", "Agents that are ready.",
                 [this] { return static_cast<double>(core_.agents.counts().ready); });
  metrics_.gauge("yingda_agents_absent", "Agents that are signed in without a connected console.",
                 [this] { return static_cast<double>(core_.agents.counts().absent); });
  metrics_.gauge("yingda_webchat_sockets", "Open live feeds of visitors.",
                 [this] { return static_cast<double>(core_.webchat.feed().counts().sockets); });
  if (telephone_) add_telephone_gauges();
  metrics_.gauge("yingda_database_bytes", "Size of the database.",
                 [this] { return static_cast<double>(core_.database->size_bytes()); });
  metrics_.gauges("yingda_probe_value", "What the probes of this node measured last.",
                  [this] { return of_probes([](const auto& reading) { return reading.value; }); });
  metrics_.gauges("yingda_probe_level", "How bad that is: 0 well, 1 a warning, 2 critical.", [this] {
    return of_probes([](const auto& reading) { return std::optional<double>(static_cast<int>(reading.severity)); });
  });
  metrics_.gauges("yingda_alarms_open", "Alarms that are open in the whole installation.", [this] {
    metrics::Registry::Values family;
    auto open = core_.monitoring.open_counts();
    for (auto severity : {monitoring::Severity::Warning, monitoring::Severity::Critical})
      family.push_back({{{"level", base::word_of(severity)}}, static_cast<double>(open[severity])});
    return family;
  });
}

void Program::add_telephone_gauges() {
  metrics_.gauge("yingda_voice_legs", "Lines of parties in calls.",
                 [this] { return static_cast<double>(telephone_->counts().legs); });
  metrics_.gauge("yingda_voice_packets_received", "Packets of sound that came, of legs that have ended.",
                 [this] { return static_cast<double>(telephone_->counts().packets_received); });
  metrics_.gauge("yingda_voice_packets_lost", "Packets of sound that never came, of legs that have ended.",
                 [this] { return static_cast<double>(telephone_->counts().packets_lost); });
  metrics_.gauge("yingda_voice_late_ticks", "Ticks of the sound that were late or left out, since the start.",
                 [this] { return static_cast<double>(telephone_->counts().overruns); });
  metrics_.gauge("yingda_voice_sources_locked", "Sources refused for guessing, scanning or flooding, since the start.",
                 [this] { return static_cast<double>(telephone_->counts().locked_sources); });
  metrics_.gauges("yingda_trunks", "Active trunks, by what this node knows of them.", [this] {
    const auto count = core_.database->read(
        [this](db::Transaction& tx) { return lines::Lines::trunk_count(tx, core_.configuration.node); });
    const auto unknown = count.active - count.up - count.down;
    return metrics::Registry::Values{{{{"state", "up"}}, static_cast<double>(count.up)},
                                     {{{"state", "down"}}, static_cast<double>(count.down)},
                                     {{{"state", "unknown"}}, static_cast<double>(unknown)}};
  });
}

// One gauge for each probe for which `value` tells one.
metrics::Registry::Values Program::of_probes(
    const std::function<std::optional<double>(const monitoring::ProbeReading&)>& value) const {
  metrics::Registry::Values family;
  for (const auto& reading : core_.monitoring.own_readings())
    if (auto one = value(reading))
      family.push_back({{{"probe", reading.probe}, {"node", std::to_string(reading.node)}}, *one});
  return family;
}

void Program::add_probes() {
  auto& all = core_.monitoring;
  const auto& configuration = core_.configuration;
  all.add(monitoring::count_probe(
      "http_waiting", [this] { return static_cast<double>(server_->counts().waiting); }, 100, 500));
  all.add(monitoring::count_probe(
      "http_connections", [this] { return static_cast<double>(server_->counts().connections); }, 7'000, 9'500));
  all.add(monitoring::count_probe("live_sockets", [this] { return static_cast<double>(hub_.counts().sockets); }));
  all.add(monitoring::count_probe("visitor_sockets",
                                  [this] { return static_cast<double>(core_.webchat.feed().counts().sockets); }));
  all.add(monitoring::database_read_probe(*core_.database));
  all.add(monitoring::database_write_probe(core_.platform));
  all.add(monitoring::database_size_probe(*core_.database));
  if (core_.database->engine() == db::Engine::Sqlite)
    all.add(monitoring::write_ahead_log_probe(configuration.data + "/yingda.db-wal"));
  all.add(monitoring::disk_probe(configuration.data));
  if (auto path = certificate_path(); !path.empty()) all.add(monitoring::certificate_probe(path));
  all.add(monitoring::event_lag_probe(pump_));
  all.add(monitoring::jobs_waiting_probe(jobs_));
  all.add(monitoring::jobs_failed_probe(jobs_));
  all.add(monitoring::jobs_delay_probe(jobs_));
  all.add(monitoring::memory_probe());
  all.add(monitoring::file_handles_probe());
  all.add(monitoring::clock_probe());
  if (telephone_) {
    all.add({{"voice", monitoring::ReadingUnit::Seconds, monitoring::Bad::High, 15, 60},
             [this](base::Time) { return telephone_->life(); }});
    all.add(monitoring::life_probe("telephony", [this] { return life_of_calls(); }));
    all.add(trunks_probe(*core_.database, configuration.node));
  }
  all.add(monitoring::life_probe("routing", [this] { return life_of_routing(); }));
}

monitoring::Life Program::life_of_routing() const {
  const auto life = shard_.life();
  monitoring::Life told{life.seen_at, life.epoch ? "owner" : "standby", {}};
  if (life.epoch) told.figures.push_back({"epoch", static_cast<double>(life.epoch), monitoring::ReadingUnit::Count});
  if (life.decided_at) {
    const auto ago = std::chrono::duration<double>(core_.clock.now() - *life.decided_at).count();
    told.figures.push_back({"last_decision", std::max(0.0, ago), monitoring::ReadingUnit::Seconds});
  }
  return told;
}

monitoring::Life Program::life_of_calls() const {
  const auto life = calls_->exchange().life();
  const auto count = [](std::string name, std::int64_t value) {
    return monitoring::ProbeFigure{std::move(name), static_cast<double>(value), monitoring::ReadingUnit::Count};
  };
  return {life.seen_at, "", {count("calls", life.calls), count("legs", life.legs), count("unwritten", life.unwritten)}};
}

http::Response Program::health() {
  http::Response response{.status = 200, .body = R"({"status":"ok"})"};
  response.with("Content-Type", "application/json").with("Cache-Control", "no-store");
  try {
    core_.database->read([](db::Transaction& tx) { tx.query("SELECT 1"); });
  } catch (const std::exception&) {
    response.status = 503;
    response.body = R"({"status":"database unavailable"})";
  }
  if (draining_) {
    response.status = 503;
    response.body = R"({"status":"draining"})";
  }
  return response;
}

http::Response Program::scrape(const http::Request& request) {
  const auto& from = core_.configuration.metrics_from;
  bool local = request.remote_address == "::1" || request.remote_address.starts_with("127.");
  if (!local && std::find(from.begin(), from.end(), request.remote_address) == from.end())
    return api_.error({base::Code::Forbidden, "metrics_not_from_here", {}, {}}, api_.language_of(request),
                      request.trace_id);
  http::Response response{.status = 200, .body = metrics_.scrape()};
  response.with("Content-Type", "text/plain; version=0.0.4").with("Cache-Control", "no-store");
  return response;
}

void Program::stop() {
  if (draining_.exchange(true)) return;
  if (life_) life_->stop();
  if (server_) server_->drain(10s);
  health_.stop();
  if (telephone_) calls_->exchange().stop();
  if (telephone_) telephone_->stop();
  presence_.stop();
  clocks_.stop();
  boards_.stop();
  shard_.stop();
  core_.webchat.feed().stop();
  jobs_.stop(10s);
  pump_.stop();
  hub_.stop();
}

std::vector<std::string> Program::greeting() const {
  std::vector<std::string> lines;
  std::size_t index = 0;
  const auto& configuration = core_.configuration;
  if (configuration.http)
    lines.push_back("Yingda listens on " + url_of("http", *configuration.http, server_->port(index++)));
  if (configuration.https)
    lines.push_back("Yingda listens on " + url_of("https", *configuration.https, server_->port(index++)));
  if (telephone_) lines.push_back("Phones and trunks find it at " + telephone_->described().listens_on + " (SIP)");
  lines.insert(lines.end(), greeting_.begin(), greeting_.end());
  return lines;
}

}  // namespace app
