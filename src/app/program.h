#pragma once
// The wiring: every part of the server, made in the order of the module graph and
// taken down in reverse. Parts know each other by plain references only.

#include <memory>
#include <string>
#include <vector>

#include "access/access.h"
#include "access/api.h"
#include "agents/agents.h"
#include "app/assets.h"
#include "app/calls.h"
#include "app/configuration.h"
#include "app/pulse.h"
#include "app/telephone.h"
#include "app/widget_pages.h"
#include "base/id.h"
#include "base/messages.h"
#include "base/time.h"
#include "calendars/calendars.h"
#include "channels/replies/replies.h"
#include "channels/webchat/webchat.h"
#include "commitments/commitments.h"
#include "contacts/contacts.h"
#include "customers/customers.h"
#include "db/database.h"
#include "dictionaries/dictionaries.h"
#include "events/events.h"
#include "files/store.h"
#include "http/server.h"
#include "images/images.h"
#include "ivr/ivr.h"
#include "ivr/prompts.h"
#include "jobs/jobs.h"
#include "keys/keys.h"
#include "lines/lines.h"
#include "metrics/metrics.h"
#include "monitoring/monitoring.h"
#include "monitoring/notices.h"
#include "monitoring/probes.h"
#include "realtime/hub.h"
#include "reporting/reporting.h"
#include "routing/routing.h"
#include "routing/shard.h"
#include "simulator/life.h"
#include "telephony/recordings/recordings.h"
#include "telephony/relays.h"
#include "telephony/telephony.h"
#include "wording/wording.h"

namespace app {

// Opens the database that `configuration` names and brings its schema up to date.
std::unique_ptr<db::Database> open_database(const Configuration& configuration);

// What verbs need, without listeners and threads: for commands and for the server.
class Core {
 public:
  Core(const Configuration& configuration, const Assets& assets);

  std::string archive_folder() const { return configuration.data + "/archive"; }
  std::string files_folder() const { return configuration.data + "/files"; }

  const Configuration configuration;
  const Assets assets;
  base::SystemClock clock;
  base::IdMaker ids;
  std::unique_ptr<db::Database> database;
  bool made_master_key;
  keys::KeyRing keys;
  base::Messages messages;
  org::Platform platform;
  org::Access access;
  calendars::Calendars calendars;
  dictionaries::Dictionaries dictionaries;
  wording::Wording wording;
  monitoring::Monitoring monitoring;
  monitoring::Notices notices;
  files::Store files;
  customers::Customers customers;
  agents::Agents agents;
  routing::Routing routing;
  ivr::Ivr ivr;
  ivr::Prompts prompts;
  commitments::Commitments commitments;
  lines::Lines lines;
  telephony::Recordings recordings;
  contacts::Contacts contacts;
  telephony::Telephony telephony;
  telephony::Relays relays;
  images::Cleaner images;
  channels::Webchat webchat;
  channels::Replies replies;
  reporting::Reporting reporting;
};

// What commands beside the server work on. Throws std::runtime_error with a sentence when
// no server was ever there: a mistyped folder must not pass for an empty installation.
Core open_existing(const Configuration& configuration);

// The running server.
class Program {
 public:
  Program(const Configuration& configuration, const Assets& assets);
  ~Program();

  // First content, listeners, threads; throws std::runtime_error with a sentence.
  void start();
  // Ends what is in hand, for at most ten seconds.
  void stop();

  // Lines for the person who started it: addresses, the first sign-in.
  std::vector<std::string> greeting() const;
  std::string openapi() const { return api_.openapi(); }
  Core& core() { return core_; }
  std::uint16_t port(std::size_t listener) const { return server_->port(listener); }

 private:
  std::string demo_site();
  void greet_newcomers();
  simulator::Parts sample_parts();
  void console_came(org::PersonId person);
  void console_went(org::PersonId person);
  void load_content();
  void add_topics();
  void add_readers();
  void add_schedules();
  void add_telephone();
  std::unique_ptr<Telephone> make_telephone(const Configuration& configuration);
  void add_telephone_gauges();
  void make_certificate();
  void add_server();
  std::string certificate_path() const;
  std::string key_path() const;
  http::Handler console_files();
  void add_gauges();
  metrics::Registry::Values of_probes(
      const std::function<std::optional<double>(const monitoring::ProbeReading&)>& value) const;
  void add_probes();
  monitoring::Life life_of_routing() const;
  monitoring::Life life_of_calls() const;
  http::Response health();
  http::Response scrape(const http::Request& request);

  Core core_;
  org::Api api_;
  metrics::Registry metrics_;
  realtime::Hub hub_;
  events::Pump pump_;
  jobs::Runner jobs_;
  Pulse presence_;
  Pulse clocks_;
  Pulse boards_;
  Pulse health_;
  routing::Shard shard_;
  std::unique_ptr<Calls> calls_;           // with --sip; outlives the telephone, which tells it
  std::unique_ptr<Telephone> telephone_;   // with --sip
  std::unique_ptr<simulator::Life> life_;  // with --demo
  std::unique_ptr<WidgetPages> widget_;
  std::unique_ptr<http::Server> server_;
  std::vector<std::string> greeting_;
  std::atomic<bool> draining_ = false;
};

}  // namespace app
