// baresip as a desk phone: signs in over each transport, calls, is called, dials digits, holds.

#include <ifaddrs.h>
#include <net/if.h>

#include <fstream>

#include "voice/sip/digest.h"
#include "voice/tests/peers.h"

namespace voice::testing {
namespace {

using recording::Channel;

class ADeskPhone : public Engine, public ::testing::WithParamInterface<TransportKind> {
 protected:
  static constexpr PhoneId phone{8};

  static bool has_interface() {
    ifaddrs* all = nullptr;
    if (getifaddrs(&all) != 0) return false;
    bool found = false;
    for (const ifaddrs* it = all; it; it = it->ifa_next)
      found = found || (it->ifa_addr && it->ifa_addr->sa_family == AF_INET && (it->ifa_flags & IFF_LOOPBACK) == 0);
    freeifaddrs(all);
    return found;
  }

  std::string transport_word() const {
    return GetParam() == TransportKind::Udp ? "udp" : GetParam() == TransportKind::Tcp ? "tcp" : "tls";
  }

  // baresip speaks from an address of the machine other than the loopback.
  EngineSettings everywhere() {
    EngineSettings settings;
    settings.sip = *Address::from("0.0.0.0", 0);
    settings.media.local = settings.sip;
    settings.certificate_file = folder.path("certificate.pem");
    settings.key_file = folder.path("key.pem");
    EXPECT_EQ(Program({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                       "-days", "2", "-subj", "/CN=127.0.0.1", "-keyout", settings.key_file, "-out",
                       settings.certificate_file},
                      folder.path("."), folder.path("openssl.log"))
                  .wait(),
              0);
    return settings;
  }

  void SetUp() override {
    if (!has_interface()) GTEST_SKIP() << "baresip does not start on a machine that has the loopback alone.";
  }

  // Signs in as 8001, takes every call by itself, and says a tone of 440 Hz.
  void plug_in() {
    const std::uint16_t sip = engine->listening().port();
    post(PutPhone{phone, "8001", sip::digest_ha1(sip::DigestAlgorithm::Md5, "8001", "yingda", "pass"),
                  sip::digest_ha1(sip::DigestAlgorithm::Sha256, "8001", "yingda", "pass"), Security::Offered});
    write_wav(folder.path("tone.wav"), 440, 20);
    std::ofstream(folder.path("config"))
        << "poll_method epoll\nsip_listen 0.0.0.0:" << free_port() << "\n"
        << "audio_player aubridge,nowhere\naudio_source aufile," << folder.path("tone.wav")
        << "\naudio_alert aubridge,nowhere\n"
        << "module_path /usr/lib/baresip/modules\nmodule g711.so\nmodule aufile.so\n"
        << "module aubridge.so\nmodule srtp.so\nmodule_app account.so\nmodule_app menu.so\nring_aufile none\n"
        << "sip_verify_server no\n";
    std::ofstream(folder.path("accounts"))
        << "<sip:8001@127.0.0.1:" << (GetParam() == TransportKind::Tls ? sip + 1 : sip)
        << ";transport=" << transport_word() << ">;auth_user=8001;auth_pass=pass;answermode=auto;regint=60"
        << (GetParam() == TransportKind::Tls ? ";mediaenc=srtp-mand" : "") << "\n";
    std::ofstream(folder.path("contacts")) << "\n";
    baresip_ = std::make_unique<Program>(std::vector<std::string>{"baresip", "-f", folder.path(".")}, folder.path("."),
                                         folder.path("baresip.log"));
  }
  void TearDown() override {
    if (HasFailure() && baresip_) std::fprintf(stderr, "baresip said: %s\n", baresip_->said().c_str());
  }

 private:
  std::unique_ptr<Program> baresip_;
};
INSTANTIATE_TEST_SUITE_P(OverEachTransport, ADeskPhone,
                         ::testing::Values(TransportKind::Udp, TransportKind::Tcp, TransportKind::Tls),
                         [](const auto& info) {
                           return info.param == TransportKind::Udp   ? "Udp"
                                  : info.param == TransportKind::Tcp ? "Tcp"
                                                                     : "Tls";
                         });

TEST_P(ADeskPhone, SignsInIsCalledAndIsHeard) {
  start(0, everywhere());
  plug_in();
  EXPECT_TRUE(await<PhoneChanged>().signed_in);
  const LegId leg{7};
  post(DialPhone{leg, phone, "13800138000", "Wang", std::chrono::seconds(15), true});
  await<LegAnswered>();
  play_and_record(leg, 600);
  EXPECT_GT(await<media::QualityMeasured>().quality.packets_received, 150u) << "Five seconds, both ways.";
  post(HangUp{leg});
  await<LegEnded>();
  await<media::RecordingEnded>();
  EXPECT_GT(heard(Channel::Said, 440), audible);
}

}  // namespace
}  // namespace voice::testing
