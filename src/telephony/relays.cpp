#include "telephony/relays.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <regex>

#include "access/api.h"
#include "agents/rights.h"
#include "db/rows.h"
#include "lines/rights.h"
#include "telephony/rights.h"

namespace telephony {
namespace {

constexpr base::Duration counts_for = std::chrono::hours{24};
constexpr std::string_view secret_context = "telephony.relay";
constexpr std::size_t longest_url = 300;

// As it is kept: the secret is sealed, "" when there is none. Version 1: nobody has set it.
struct RelayRow {
  std::vector<std::string> urls;
  std::string secret;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(RelayRow, (), (urls, secret, version, updated_at))

RelayRow load(db::Transaction& tx) {
  return db::first_row<RelayRow>(tx.query(db::select<RelayRow>("voice_relay"))).value_or(RelayRow{});
}

RelaySettings shown(const RelayRow& row) {
  return {row.urls, !row.secret.empty(), row.version, row.updated_at};
}

bool is_turn(const std::string& url) {
  return url.starts_with("turn");
}

base::Status check(const RelayFields& fields, bool has_secret) {
  std::vector<base::Fault> faults;
  for (std::size_t i = 0; i < fields.urls.size(); ++i) {
    const auto path = "/urls/" + std::to_string(i);
    if (!is_relay_url(fields.urls[i])) faults.push_back({path, "bad_relay_url", {}});
    if (is_turn(fields.urls[i]) && !has_secret) faults.push_back({"/secret", "required", {}});
  }
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  return {};
}

std::string base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3), '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  return text;
}

std::string hmac_sha1(const std::string& key, const std::string& text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), digest, &size);
  return {reinterpret_cast<const char*>(digest), size};
}

}  // namespace

bool is_relay_url(const std::string& url) {
  static const std::regex form(
      R"((stun|stuns|turn|turns):([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?(\?transport=(udp|tcp))?)");
  std::smatch parts;
  if (url.size() > longest_url || !std::regex_match(url, parts, form)) return false;
  const bool has_way = parts[4].matched;
  if (has_way && !is_turn(url)) return false;
  return !parts[3].matched || std::stoi(parts[3].str().substr(1)) <= 65'535;
}

IceServer relay_credential(const std::string& secret, const std::string& person, base::Time until) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(until.time_since_epoch()).count();
  IceServer server;
  server.username = fmt::format("{}:{}", seconds, person);
  server.credential = base64(hmac_sha1(secret, server.username));
  return server;
}

base::Result<RelaySettings> Relays::settings(const org::Actor& actor) {
  if (auto status = actor.require(lines::view_trunks); !status) return base::pass(status);
  return platform_.database.read([](db::Transaction& tx) -> base::Result<RelaySettings> { return shown(load(tx)); });
}

base::Result<RelaySettings> Relays::edit(const org::Actor& actor, std::int64_t version, const RelayFields& fields) {
  if (auto status = actor.require(lines::edit_trunks); !status) return base::pass(status);
  if (!actor.reaches_all(lines::edit_trunks)) return base::refuse(base::Code::Forbidden, "relays_need_whole_tree");
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<RelaySettings> {
    tx.lock("voice_relay");
    auto row = load(tx);
    if (auto status = org::check_version(row.version, version); !status) return base::pass(status);
    if (fields.secret) row.secret = fields.secret->empty() ? "" : platform_.keys.seal(*fields.secret, secret_context);
    if (auto status = check(fields, !row.secret.empty()); !status) return base::pass(status);
    row.urls = fields.urls;
    ++row.version;
    row.updated_at = platform_.clock.now();
    tx.execute("DELETE FROM voice_relay");
    db::insert_row(tx, "voice_relay", row);
    org::audit(tx, platform_, actor,
               {"voice_relay.edited", "voice_relay", 0, {}, fmt::format("{}", fmt::join(row.urls, ", "))});
    return shown(row);
  });
}

base::Result<IceServers> Relays::servers(const org::Actor& actor) {
  if (!actor.may(agents::work_as_agent))
    if (auto status = actor.require(supervise_calls); !status) return base::pass(status);
  const auto row = platform_.database.read([](db::Transaction& tx) { return load(tx); });
  IceServers all;
  const auto secret = row.secret.empty() ? "" : platform_.keys.open(row.secret, secret_context).value_or("");
  auto relay = relay_credential(secret, std::to_string(actor.ref.id), platform_.clock.now() + counts_for);
  IceServer plain;
  for (const auto& url : row.urls) (is_turn(url) ? relay : plain).urls.push_back(url);
  if (!plain.urls.empty()) all.servers.push_back(plain);
  if (!relay.urls.empty() && !secret.empty()) all.servers.push_back(relay);
  return all;
}

void add_relay_endpoints(org::Api& api, Relays& relays) {
  api.get("/voice-relays",
          {"get_voice_relays",
           "The relays that browsers are told, with their version as ETag.",
           lines::view_trunks.key,
           {}},
          [&](const org::Call& call) { return relays.settings(call.actor); });
  api.edit<RelayFields>(
      "/voice-relays",
      {"edit_voice_relays", "Replaces them; If-Match names the version that was seen.", lines::edit_trunks.key, {}},
      [&](const org::Call& call, std::int64_t version, const RelayFields& body) {
        return relays.edit(call.actor, version, body);
      });
  api.get(
      "/phone-line/ice-servers",
      {"list_ice_servers", "What the browser's RTCPeerConnection begins with; the password counts for a day.", "", {}},
      [&](const org::Call& call) { return relays.servers(call.actor); });
}

}  // namespace telephony
