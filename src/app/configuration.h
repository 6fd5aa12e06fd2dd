#pragma once
// What must be known before the database: flags of the command line over values of
// the configuration file (TOML). Everything else is set in the console.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace app {

struct Address {
  std::string host;
  std::uint16_t port = 0;
};

// Ports of sound, both ends included.
struct PortRange {
  std::uint16_t first = 0, last = 0;
};

struct Configuration {
  std::string data = "data";
  std::optional<Address> http;
  std::optional<Address> https;
  std::optional<Address> sip;  // none: no telephony
  bool sip_elsewhere = false;  // take a free port when another program has that one (--demo)
  PortRange rtp{20'000, 29'999};
  std::string sip_advertised;             // our IP address as the world sees it; "" the one that is bound
  std::string database;                   // postgres://…; "" the embedded SQLite
  std::string master_key;                 // path; "" beside the data folder
  std::string certificate, key;           // PEM for https; "" a self-made one in the data folder
  std::vector<std::string> hosts;         // further names that Host may carry
  std::string trusted_proxy;              // address of a proxy in front of the plain listener
  std::vector<std::string> metrics_from;  // addresses beyond loopback that may read /metrics
  std::string assets;                     // folder with content/ and web/dist; "" found by itself
  std::string log_level = "info";
  int node = 0;  // 0 to 1023, unique among the machines of an installation
  int workers = 32;
  bool demo = false;
  int demo_history = 14;  // days before now that the demo fills in
  double demo_pace = 1;   // 0: paused at first

  std::string master_key_path() const;
};

// Reads "127.0.0.1:8080" or "[::1]:8080"; empty when malformed.
std::optional<Address> parse_address(std::string_view text);

// Reads "20000-29999", the first below the last; empty when malformed.
std::optional<PortRange> parse_ports(std::string_view text);

// Loads the TOML file at `path` onto `configuration`. Throws std::runtime_error with a
// sentence that names the key and what it should be; unknown keys are refused.
void load_file(const std::string& path, Configuration& configuration);

// Throws std::runtime_error with a sentence when the parts do not fit together.
void check(const Configuration& configuration);

}  // namespace app
