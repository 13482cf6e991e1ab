import au from './AU.json' with { type: 'json' };
import auNsw from './AU-NSW.json' with { type: 'json' };
import auVic from './AU-VIC.json' with { type: 'json' };
import ca from './CA.json' with { type: 'json' };
import caAb from './CA-AB.json' with { type: 'json' };
import caBc from './CA-BC.json' with { type: 'json' };
import caOn from './CA-ON.json' with { type: 'json' };
import caQc from './CA-QC.json' with { type: 'json' };
import de from './DE.json' with { type: 'json' };
import gb from './GB.json' with { type: 'json' };
import gbEng from './GB-ENG.json' with { type: 'json' };
import gbNir from './GB-NIR.json' with { type: 'json' };
import gbSct from './GB-SCT.json' with { type: 'json' };
import gbWls from './GB-WLS.json' with { type: 'json' };
import ie from './IE.json' with { type: 'json' };
import nz from './NZ.json' with { type: 'json' };
import us from './US.json' with { type: 'json' };
import usAk from './US-AK.json' with { type: 'json' };
import usAl from './US-AL.json' with { type: 'json' };
import usAr from './US-AR.json' with { type: 'json' };
import usAz from './US-AZ.json' with { type: 'json' };
import usCa from './US-CA.json' with { type: 'json' };
import usCo from './US-CO.json' with { type: 'json' };
import usCt from './US-CT.json' with { type: 'json' };
import usDc from './US-DC.json' with { type: 'json' };
import usDe from './US-DE.json' with { type: 'json' };
import usFl from './US-FL.json' with { type: 'json' };
import usGa from './US-GA.json' with { type: 'json' };
import usHi from './US-HI.json' with { type: 'json' };
import usIa from './US-IA.json' with { type: 'json' };
import usId from './US-ID.json' with { type: 'json' };
import usIl from './US-IL.json' with { type: 'json' };
import usIn from './US-IN.json' with { type: 'json' };
import usKs from './US-KS.json' with { type: 'json' };
import usKy from './US-KY.json' with { type: 'json' };
import usLa from './US-LA.json' with { type: 'json' };
import usMa from './US-MA.json' with { type: 'json' };
import usMd from './US-MD.json' with { type: 'json' };
import usMe from './US-ME.json' with { type: 'json' };
import usMi from './US-MI.json' with { type: 'json' };
import usMn from './US-MN.json' with { type: 'json' };
import usMo from './US-MO.json' with { type: 'json' };
import usMs from './US-MS.json' with { type: 'json' };
import usMt from './US-MT.json' with { type: 'json' };
import usNc from './US-NC.json' with { type: 'json' };
import usNd from './US-ND.json' with { type: 'json' };
import usNe from './US-NE.json' with { type: 'json' };
import usNh from './US-NH.json' with { type: 'json' };
import usNj from './US-NJ.json' with { type: 'json' };
import usNm from './US-NM.json' with { type: 'json' };
import usNv from './US-NV.json' with { type: 'json' };
import usNy from './US-NY.json' with { type: 'json' };
import usOh from './US-OH.json' with { type: 'json' };
import usOk from './US-OK.json' with { type: 'json' };
import usOr from './US-OR.json' with { type: 'json' };
import usPa from './US-PA.json' with { type: 'json' };
import usPr from './US-PR.json' with { type: 'json' };
import usRi from './US-RI.json' with { type: 'json' };
import usSc from './US-SC.json' with { type: 'json' };
import usSd from './US-SD.json' with { type: 'json' };
import usTn from './US-TN.json' with { type: 'json' };
import usTx from './US-TX.json' with { type: 'json' };
import usUt from './US-UT.json' with { type: 'json' };
import usVa from './US-VA.json' with { type: 'json' };
import usVt from './US-VT.json' with { type: 'json' };
import usWa from './US-WA.json' with { type: 'json' };
import usWi from './US-WI.json' with { type: 'json' };
import usWv from './US-WV.json' with { type: 'json' };
import usWy from './US-WY.json' with { type: 'json' };

/** Every package: one for each place and country. A test compares the list with the folder. */
export const jurisdictions: readonly unknown[] = [
  au,
  auNsw,
  auVic,
  ca,
  caAb,
  caBc,
  caOn,
  caQc,
  de,
  gb,
  gbEng,
  gbNir,
  gbSct,
  gbWls,
  ie,
  nz,
  us,
  usAk,
  usAl,
  usAr,
  usAz,
  usCa,
  usCo,
  usCt,
  usDc,
  usDe,
  usFl,
  usGa,
  usHi,
  usIa,
  usId,
  usIl,
  usIn,
  usKs,
  usKy,
  usLa,
  usMa,
  usMd,
  usMe,
  usMi,
  usMn,
  usMo,
  usMs,
  usMt,
  usNc,
  usNd,
  usNe,
  usNh,
  usNj,
  usNm,
  usNv,
  usNy,
  usOh,
  usOk,
  usOr,
  usPa,
  usPr,
  usRi,
  usSc,
  usSd,
  usTn,
  usTx,
  usUt,
  usVa,
  usVt,
  usWa,
  usWi,
  usWv,
  usWy,
];
