// Checks of ICE: nobody without the password is granted anything, and every answer is a whole
// message. The seeds are authentic, so that what lies behind the integrity is reached too.

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "voice/media/bytes.h"
#include "voice/media/stun.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace voice::media;
  const IceCredentials ours{"ours", "twenty-four characters..", "browser"};
  const IceCredentials strangers{"ours", std::string(size % 7 + 1, '\x01'), "browser"};
  const auto from = *voice::Address::from("2001:db8::7", 4000);
  for (const IceCredentials* credentials : {&ours, &strangers}) {
    const IceCheck check = answer_check({data, size}, from, [&](std::string_view user) {
      return user == credentials->local_user ? credentials : nullptr;
    });
    if (!check.local_user.empty() && (credentials != &ours || check.reply.empty())) std::abort();
    if (check.reply.empty()) continue;
    if (check.reply.size() < 20 || get16(&check.reply[2]) != check.reply.size() - 20) std::abort();
  }
  return 0;
}
