// Compounds of RTCP: what is read of one can be told again and is read the same.

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "voice/media/quality.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace voice::media;
  const auto compound = read_rtcp({data, size});
  if (!compound) return 0;
  if (compound->block_count > RtcpCompound::max_blocks) std::abort();
  PeerView peer;
  peer.report(*compound, compound->blocks[0].ssrc, Moment{std::chrono::seconds(1000)});
  if (peer.round_trip() && peer.round_trip()->count() < 0) std::abort();

  RtcpReport again;
  again.ssrc = compound->ssrc;
  again.sender = compound->sender;
  if (compound->block_count > 0) again.block = compound->blocks[0];
  again.cname = std::string_view(reinterpret_cast<const char*>(data), size < 100 ? size : 100);
  again.bye = compound->bye;
  std::vector<std::uint8_t> bytes(160);
  bytes.resize(write_rtcp(again, bytes.data()));
  const auto read = read_rtcp(bytes);
  if (!read || read->ssrc != again.ssrc || read->bye != again.bye) std::abort();
  if (again.block && read->blocks[0].lost != again.block->lost) std::abort();
  if (again.sender && read->sender->ntp != again.sender->ntp) std::abort();
  return 0;
}
