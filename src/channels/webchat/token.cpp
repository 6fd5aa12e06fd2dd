#include "channels/webchat/token.h"

#include "base/id.h"

namespace channels {
namespace {

std::string code_of(const keys::KeyRing& keys, std::string_view random, SiteId site) {
  return keys.blind_index(std::string(random) + '.' + site.text(), "chat_visitor.token");
}

}  // namespace

std::string make_token(const keys::KeyRing& keys, SiteId site) {
  auto random = keys::random_token();
  return random + '.' + site.text() + '.' + code_of(keys, random, site);
}

std::optional<SiteId> site_of_token(const keys::KeyRing& keys, std::string_view token) {
  if (token.size() > 200) return std::nullopt;
  auto first = token.find('.');
  if (first == token.npos) return std::nullopt;
  auto second = token.find('.', first + 1);
  if (second == token.npos) return std::nullopt;
  auto id = base::parse_id(token.substr(first + 1, second - first - 1));
  if (!id || !keys::equal(code_of(keys, token.substr(0, first), SiteId{*id}), token.substr(second + 1)))
    return std::nullopt;
  return SiteId{*id};
}

std::string digest_of_token(std::string_view token) {
  return keys::hex(keys::digest(token));
}

}  // namespace channels
