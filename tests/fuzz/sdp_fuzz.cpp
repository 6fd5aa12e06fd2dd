// Session descriptions: what is settled with an offer can be said, and reads again.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "voice/sip/sdp.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace voice::sip;
  const auto sdp = Sdp::parse({reinterpret_cast<const char*>(data), size});
  if (!sdp) return 0;
  LocalMedia local;
  local.address = *voice::Address::from("192.0.2.1", 20000);
  local.session_id = "1";
  for (const auto security : {voice::Security::Never, voice::Security::Required}) {
    local.security = security;
    if (security != voice::Security::Never)
      local.key = voice::media::SrtpKey{voice::media::SrtpSuite::AesCm128HmacSha1_80, std::string(30, 'k')};
    if (const auto answered = answer_offer(*sdp, local)) {
      const auto again = Sdp::parse(answered->text);
      if (!again || again->media.size() != sdp->media.size()) std::abort();
    }
    (void)take_answer(*sdp, local);
  }
  return 0;
}
