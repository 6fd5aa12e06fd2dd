// The command line of yingda.

#include <sodium.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <functional>

#include "app/commands.h"
#include "app/configuration.h"
#include "base/log.h"

namespace {

struct Flags {
  std::string data, http, https, sip, rtp, sip_advertised, database, config, assets, master_key, folder, login;
  bool demo = false;
  int demo_history = 14;
  double demo_pace = 1;
  app::NewUser user;
};

app::Address address_of(const std::string& flag, const std::string& text) {
  if (auto address = app::parse_address(text)) return *address;
  throw std::runtime_error(flag + " must be HOST:PORT, such as 127.0.0.1:8080");
}

app::PortRange ports_of(const std::string& flag, const std::string& text) {
  if (auto ports = app::parse_ports(text)) return *ports;
  throw std::runtime_error(flag + " must be FIRST-LAST, such as 20000-29999");
}

app::Configuration configuration_of(const Flags& flags) {
  app::Configuration configuration;
  if (!flags.config.empty()) app::load_file(flags.config, configuration);
  if (!flags.data.empty()) configuration.data = flags.data;
  if (!flags.http.empty()) configuration.http = address_of("--http", flags.http);
  if (!flags.https.empty()) configuration.https = address_of("--https", flags.https);
  if (!flags.sip.empty()) configuration.sip = address_of("--sip", flags.sip);
  if (!flags.rtp.empty()) configuration.rtp = ports_of("--rtp", flags.rtp);
  if (!flags.sip_advertised.empty()) configuration.sip_advertised = flags.sip_advertised;
  if (!flags.database.empty()) configuration.database = flags.database;
  if (!flags.assets.empty()) configuration.assets = flags.assets;
  if (!flags.master_key.empty()) configuration.master_key = flags.master_key;
  configuration.demo = flags.demo;
  configuration.demo_history = flags.demo_history;
  configuration.demo_pace = flags.demo_pace;
  if (flags.demo && !configuration.sip) {
    configuration.sip = app::Address{"127.0.0.1", 5060};
    configuration.sip_elsewhere = true;
  }
  if (!base::log::set_level(configuration.log_level))
    throw std::runtime_error("log_level must be debug, info, warning or error");
  return configuration;
}

void add_common(CLI::App& command, Flags& flags) {
  command.add_option("--data", flags.data, "Data folder (made when missing)");
  command.add_option("--database", flags.database, "postgres://… instead of the embedded SQLite");
  command.add_option("--config", flags.config, "Configuration file (TOML)");
  command.add_option("--assets", flags.assets, "Folder that holds content/ and web/dist/");
  command.add_option("--master-key", flags.master_key, "Master-key file (default: beside the data folder)");
}

// CLI11 parses; the chosen command is left in `run`.
void add_commands(CLI::App& cli, Flags& flags, std::function<int()>& run) {
  auto command = [&](CLI::App& parent, const char* name, const char* help,
                     std::function<int(app::Configuration)> work) {
    auto* sub = parent.add_subcommand(name, help);
    add_common(*sub, flags);
    sub->callback([&flags, &run, work] { run = [&flags, work] { return work(configuration_of(flags)); }; });
    return sub;
  };
  auto* serve = command(cli, "serve", "Run the server", [](app::Configuration configuration) {
    app::check(configuration);
    return app::serve(configuration);
  });
  serve->add_option("--http", flags.http, "Plain listener, HOST:PORT (loopback, or behind a declared proxy)");
  serve->add_option("--https", flags.https, "TLS listener, HOST:PORT");
  serve->add_option("--sip", flags.sip,
                    "SIP listener, IP:PORT, UDP and TCP; TLS on the next port. Without it no phones");
  serve->add_option("--rtp", flags.rtp, "Ports of sound, FIRST-LAST (20000-29999)");
  serve->add_option("--sip-advertised", flags.sip_advertised, "Our IP address as phones and carriers see it");
  serve->add_flag("--demo", flags.demo, "Fill an empty data folder with a sample organisation");
  serve->add_option("--demo-history", flags.demo_history, "Days of history that --demo fills in, 0 to 60")
      ->check(CLI::Range(0, 60));
  serve
      ->add_option("--demo-pace", flags.demo_pace,
                   "How lively the demo is, 1 is about nine chats a minute; 0 is paused")
      ->check(CLI::Range(0.0, 20.0));

  command(cli, "backup", "Write a backup while the server runs",
          [&flags](const app::Configuration& c) { return app::backup(c, flags.folder); })
      ->add_option("--to", flags.folder, "New folder for the backup")
      ->required();
  command(cli, "restore", "Fill an empty data folder from a backup",
          [&flags](const app::Configuration& c) { return app::restore(c, flags.folder); })
      ->add_option("--from", flags.folder, "Folder of the backup")
      ->required();
  command(cli, "check", "Look for damage", [](const app::Configuration& c) { return app::check_data(c); });
  command(cli, "openapi", "Print the OpenAPI document",
          [](const app::Configuration& c) { return app::print_openapi(c); });

  auto* reports = cli.add_subcommand("reports", "What reports count");
  reports->require_subcommand(1);
  command(*reports, "rebuild", "Make all counts anew from the event log (stop the server first)",
          [](const app::Configuration& c) { return app::rebuild_reports(c); });
  command(*reports, "verify", "Compare all counts with the event log",
          [](const app::Configuration& c) { return app::verify_reports(c); });

  auto* user = cli.add_subcommand("user", "People who sign in");
  user->require_subcommand(1);
  command(*user, "list", "List them", [](const app::Configuration& c) { return app::list_users(c); });
  command(*user, "reset-password", "Give one a new password",
          [&flags](const app::Configuration& c) { return app::reset_user_password(c, flags.login); })
      ->add_option("login", flags.login)
      ->required();
  command(*user, "unlock", "End a lock-out",
          [&flags](const app::Configuration& c) { return app::unlock_user(c, flags.login); })
      ->add_option("login", flags.login)
      ->required();
  auto* add = command(*user, "add", "Add one at the head office",
                      [&flags](const app::Configuration& c) { return app::add_user(c, flags.user); });
  add->add_option("login", flags.user.login)->required();
  add->add_option("--name", flags.user.name, "Name")->required();
  add->add_option("--role", flags.user.role, "Key or name of a role")->required();
  flags.user.scope = "centre_and_below";
  add->add_option("--scope", flags.user.scope, "own, team, department, centre or centre_and_below");
}

}  // namespace

int main(int argc, char** argv) {
  if (sodium_init() < 0) return 2;
  CLI::App cli("Yingda 应答: a customer service centre system");
  cli.require_subcommand(1);
  Flags flags;
  std::function<int()> run;
  add_commands(cli, flags, run);
  CLI11_PARSE(cli, argc, argv);
  try {
    return run();
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "yingda: %s\n", failure.what());
    return 1;
  }
}
