#include "voice/media/stun.h"

extern "C" {
#include <re.h>
}

#include <memory>

#include "voice/media/bytes.h"

namespace voice::media {
namespace {

// A check has a dozen attributes, of which none is long.
constexpr std::size_t longest_check = 600;
constexpr std::uint32_t magic_cookie = 0x2112a442;

struct Release {
  void operator()(void* object) const { mem_deref(object); }
};
using Buffer = std::unique_ptr<mbuf, Release>;
using Message = std::unique_ptr<stun_msg, Release>;

bool well_formed(std::span<const std::uint8_t> datagram) {
  return datagram.size() >= STUN_HEADER_SIZE && datagram.size() <= longest_check && datagram.size() % 4 == 0 &&
         (datagram[0] & 0xc0) == 0 && get16(&datagram[2]) == datagram.size() - STUN_HEADER_SIZE &&
         get32(&datagram[4]) == magic_cookie;
}

Buffer copy_of(std::span<const std::uint8_t> datagram) {
  Buffer made(mbuf_alloc(datagram.size()));
  if (!made || mbuf_write_mem(made.get(), datagram.data(), datagram.size()) != 0) return nullptr;
  mbuf_set_pos(made.get(), 0);
  return made;
}

// One check on its way through the rules.
class Check {
 public:
  Check(const stun_msg* message, const Address& from) : message_(message) { sa_set_sa(&from_, from.socket_address()); }

  IceCheck answer(const stun_unknown_attr& unknown, const FindCredentials& find) {
    const stun_attr* user = stun_msg_attr(message_, STUN_ATTR_USERNAME);
    if (user == nullptr || stun_msg_attr(message_, STUN_ATTR_MSG_INTEGRITY) == nullptr)
      return refuse(400, "Bad Request");
    const std::string_view name = user->v.username;
    const auto colon = name.find(':');
    const IceCredentials* credentials = find(name.substr(0, colon));
    if (credentials == nullptr || colon == std::string_view::npos || name.substr(colon + 1) != credentials->remote_user)
      return refuse(401, "Unauthorized");
    const std::string& password = credentials->local_password;
    if (stun_msg_chk_mi(message_, bytes(password), password.size()) != 0) return refuse(401, "Unauthorized");
    key_ = password;
    if (unknown.typec > 0) return refuse(420, "Unknown Attribute", &unknown);
    // Being lite we are controlled: a peer that believes it is must change (RFC 8445, 7.3.1.1).
    if (stun_msg_attr(message_, STUN_ATTR_CONTROLLED) != nullptr) return refuse(487, "Role Conflict");
    return grant(credentials->local_user);
  }

 private:
  static const std::uint8_t* bytes(const std::string& text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
  }
  const std::uint8_t* key() const { return key_.empty() ? nullptr : bytes(key_); }

  IceCheck grant(const std::string& user) {
    const Buffer room(mbuf_alloc(256));
    if (!room || stun_msg_encode(room.get(), STUN_METHOD_BINDING, STUN_CLASS_SUCCESS_RESP, stun_msg_tid(message_),
                                 nullptr, key(), key_.size(), true, 0, 1, STUN_ATTR_XOR_MAPPED_ADDR, &from_) != 0)
      return {};
    return {{room->buf, room->buf + room->end}, user, stun_msg_attr(message_, STUN_ATTR_USE_CAND) != nullptr};
  }

  IceCheck refuse(std::uint16_t code, const char* reason, const stun_unknown_attr* unknown = nullptr) {
    std::string text = reason;  // libre asks for one that might be changed
    const stun_errcode error{code, text.data()};
    const Buffer room(mbuf_alloc(256));
    if (!room || stun_msg_encode(room.get(), STUN_METHOD_BINDING, STUN_CLASS_ERROR_RESP, stun_msg_tid(message_), &error,
                                 key(), key_.size(), true, 0, 1, STUN_ATTR_UNKNOWN_ATTR, unknown) != 0)
      return {};
    return {{room->buf, room->buf + room->end}, "", false};
  }

  const stun_msg* message_;
  sa from_{};
  std::string key_;  // once the check was authentic
};

}  // namespace

IceCheck answer_check(std::span<const std::uint8_t> datagram, const Address& from, const FindCredentials& find) {
  if (!well_formed(datagram)) return {};
  const Buffer copy = copy_of(datagram);
  stun_msg* decoded = nullptr;
  stun_unknown_attr unknown{};
  if (!copy || stun_msg_decode(&decoded, copy.get(), &unknown) != 0) return {};
  const Message message(decoded);
  if (stun_msg_class(decoded) != STUN_CLASS_REQUEST || stun_msg_method(decoded) != STUN_METHOD_BINDING) return {};
  if (stun_msg_chk_fingerprint(decoded) != 0) return {};
  return Check(decoded, from).answer(unknown, find);
}

}  // namespace voice::media
